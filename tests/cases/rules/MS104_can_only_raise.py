# %%
print("before")
1 / 0
# %%
raise ValueError("not ready")
# %%
ratio = 1 / 0 if False else 1

# expect:
# 1:2
# 2:1
