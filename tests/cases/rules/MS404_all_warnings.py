# %%
import warnings
warnings.filterwarnings("ignore")
warnings.simplefilter(action="ignore")
# %%
print(1)

# expect:
# 0:2
# 0:3
