from sklearn.preprocessing import OneHotEncoder
e = OneHotEncoder(sparse=False)
# today:
from sklearn.preprocessing import OneHotEncoder
e = OneHotEncoder(sparse_output=False)
