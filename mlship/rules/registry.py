"""The rules, in the order of their codes: a new one adds its line here."""

from mlship.rules.aged_frequency import AgedFrequency
from mlship.rules.chained_assignment import ChainedAssignment
from mlship.rules.column_in_place import ColumnInPlace
from mlship.rules.command_files import CommandWithFiles
from mlship.rules.dead_code import DeadCode
from mlship.rules.deprecated_imports import DeprecatedImport
from mlship.rules.early_encoding import EncodedBeforeSplit
from mlship.rules.early_fitting import FittedBeforeSplit
from mlship.rules.early_statistics import StatisticsBeforeSplit
from mlship.rules.evaluation import ScoredOnTrainingData
from mlship.rules.execution_order import OutOfOrder
from mlship.rules.fitting_test_rows import FittedOnTest
from mlship.rules.hidden_state import HiddenState
from mlship.rules.installs import UnpinnedInstall
from mlship.rules.machine_paths import MachinePath
from mlship.rules.missing_files import MissingFile
from mlship.rules.never_executed import NeverExecuted
from mlship.rules.own_modules import MissingModule
from mlship.rules.own_threshold import OwnThreshold
from mlship.rules.raised import Raised
from mlship.rules.rebinding import ReboundName
from mlship.rules.rule import Rule
from mlship.rules.silenced_warnings import SilencedWarnings
from mlship.rules.star_imports import StarImport
from mlship.rules.target_leakage import TargetInFeatures
from mlship.rules.text_as_code import TextAsCode
from mlship.rules.training_test_rows import TrainedOnTest
from mlship.rules.unseeded import Unseeded

RULES: tuple[Rule, ...] = (
    OutOfOrder(),
    HiddenState(),
    NeverExecuted(),
    Raised(),
    Unseeded(),
    UnpinnedInstall(),
    FittedBeforeSplit(),
    FittedOnTest(),
    TargetInFeatures(),
    TrainedOnTest(),
    ScoredOnTrainingData(),
    EncodedBeforeSplit(),
    OwnThreshold(),
    StatisticsBeforeSplit(),
    MachinePath(),
    MissingFile(),
    TextAsCode(),
    CommandWithFiles(),
    MissingModule(),
    DeadCode(),
    ReboundName(),
    StarImport(),
    SilencedWarnings(),
    ChainedAssignment(),
    DeprecatedImport(),
    ColumnInPlace(),
    AgedFrequency(),
)
