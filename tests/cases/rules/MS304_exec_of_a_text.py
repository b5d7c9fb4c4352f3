# %%
for name in ["a", "b"]:
    exec(name + " = 1")

# expect:
# 1:2
