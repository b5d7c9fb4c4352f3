# %%
from somewhere import *
y = mystery(1)

# expect: 1 reads mystery
# expect: 1 depends 0
