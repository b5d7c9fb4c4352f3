# %%
count = 0
def bump():
    global count
    count += 1
bump()
count

# expect: 2 defines count
# expect: 2 reads bump, count
# expect: slice 3 = 0, 1, 2, 3
