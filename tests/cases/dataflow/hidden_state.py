# %%
print(total)
total = 1

# expect: 0 reads total
# expect: 0 depends
