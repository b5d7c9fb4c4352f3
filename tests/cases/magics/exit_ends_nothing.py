x = 1
exit()
# %%
y = 2

# expect:
# finding: MS006
x = 1
y = 2
