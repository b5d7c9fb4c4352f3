# %% In [1]
x = "a"
int(x)
#> ValueError: invalid literal for int()
#> ----> 2 int(x)

# expect:
# 1:2
