x = 1
# %%
%timeit f(

# expect:
# finding: MS001
x = 1
