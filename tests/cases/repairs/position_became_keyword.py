from sklearn.dummy import DummyClassifier
m = DummyClassifier('most_frequent')
# today:
from sklearn.dummy import DummyClassifier
m = DummyClassifier(strategy='most_frequent')
