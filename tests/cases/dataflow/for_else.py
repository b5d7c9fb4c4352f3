# %%
found = 0
items = []
for i in items:
    if i:
        break
else:
    found = 1
found

# expect: 2 may found, i
