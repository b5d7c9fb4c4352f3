# %%
import warnings
warnings.filterwarnings("ignore")

# expect: 1 mutates warnings
# expect: 1 role setup
