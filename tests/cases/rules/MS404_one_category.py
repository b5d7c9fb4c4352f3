# %%
import warnings
warnings.filterwarnings("ignore", category=FutureWarning)
warnings.simplefilter("default")
# %%
print(1)

# expect:
