conda install shap
# %%
cd ../data
# %%
matplotlib inline

# expect:
# pin: shap
import os
os.chdir("../data")
