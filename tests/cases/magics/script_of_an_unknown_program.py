%%script R
x <- 1
# %%
y = 1

# expect:
# finding: MS002
# comment: # %%script R
# comment: # x <- 1
y = 1
