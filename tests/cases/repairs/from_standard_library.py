from sklearn.externals.six import StringIO
# today:
from io import StringIO
