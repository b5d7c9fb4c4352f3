# %%
def double():
    return factor * 2
# %%
factor = 4
double()

# expect:
