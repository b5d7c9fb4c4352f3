# %%
!pip install xgboost==2.1.4 "lightgbm>=4,<5"
# %%
print(1)

# expect:
