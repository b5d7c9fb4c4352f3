# %%
!pip install xgboost "lightgbm>=4"
# %%
print(1)

# expect:
# 0:0
