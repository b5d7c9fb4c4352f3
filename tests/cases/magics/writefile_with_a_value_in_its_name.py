%%writefile {path}
a
# %%
x = 1

# expect:
# finding: MS002
# comment: # %%writefile {path}
# comment: # a
x = 1
