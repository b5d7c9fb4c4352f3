from sklearn.externals import joblib
# today:
import joblib
