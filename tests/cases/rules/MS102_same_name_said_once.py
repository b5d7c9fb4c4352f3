# %%
print(gone)
print(gone)

# expect:
# 0:1
