# %%
a = [1]
try:
    raise ValueError(a)
except ValueError as problem:
    b = problem.args[0]
b.append(2)
a

# expect: 2 mutates a, b
