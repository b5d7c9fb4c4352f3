df.describe()
# %%
x = _.T

# expect:
# shown: out_0
out_0 = df.describe()
out_0
x = out_0.T
