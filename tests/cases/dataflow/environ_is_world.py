# %%
import os
os.environ["A"] = "1"
x = os.environ["A"]

# expect: 1 mutates environ
# expect: 2 depends 0, 1
