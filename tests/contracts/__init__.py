"""What platforms expect of one image, played against the real service of the example's project."""

from tests.contracts.aws_lambda import LAMBDA
from tests.contracts.containers import CLOUD_RUN, ECS, HEROKU, KUBERNETES
from tests.contracts.endpoints import AZURE_ML, KSERVE, MLFLOW, VERTEX
from tests.contracts.sagemaker import SAGEMAKER

PLATFORMS = (
    SAGEMAKER, VERTEX, CLOUD_RUN, HEROKU, AZURE_ML, ECS, LAMBDA, KSERVE, MLFLOW, KUBERNETES,
)  # fmt: skip
