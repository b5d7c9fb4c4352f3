# %%
import warnings
warnings.filterwarnings("ignore")
warnings.simplefilter(action="ignore")
# %%
print(1)

# expect:
# 1:2
# 1:3
