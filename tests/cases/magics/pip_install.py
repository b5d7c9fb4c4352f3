!pip install -q -U "pandas>=1.5" scikit-learn==1.2.2 xgboost[dask]
x = 1

# expect:
# pin: pandas>=1.5
# pin: scikit-learn==1.2.2
# pin: xgboost[dask]
x = 1
