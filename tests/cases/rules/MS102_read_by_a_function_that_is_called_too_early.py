# %%
def double():
    return factor * 2
double()
# %%
factor = 4

# expect:
# 1:3
