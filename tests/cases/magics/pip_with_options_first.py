!pip -q install shap
!uv pip install lime
%uv pip install eli5
%conda install -y numpy

# expect:
# pin: shap
# pin: lime
# pin: eli5
# pin: numpy
