# %%
import sys
if len(sys.argv) > 3:
    factor = 4
print(factor)

# expect:
