# %%
!pip install xgboost "lightgbm>=4"
# %%
print(1)

# expect:
# 1:0
