# %%
print(total)
# %%
total = 3

# expect:
# 0:1
