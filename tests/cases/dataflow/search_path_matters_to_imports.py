# %%
import sys
sys.path.append("..")
import helpers

# expect: 1 mutates environ, options
# expect: 2 depends 1
