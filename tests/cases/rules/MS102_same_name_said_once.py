# %%
print(gone)
print(gone)

# expect:
# 1:1
