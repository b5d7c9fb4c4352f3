# %%
print(total)
# %%
total = 3

# expect:
# 1:1
