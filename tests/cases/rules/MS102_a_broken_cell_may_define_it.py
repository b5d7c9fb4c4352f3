# %%
total = = 3
# %%
total = = 4
# %%
print(total)

# expect:
