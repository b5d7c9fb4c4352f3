from sklearn.cross_validation import train_test_split as split, KFold
# today:
from sklearn.model_selection import train_test_split as split
from sklearn.cross_validation import KFold
