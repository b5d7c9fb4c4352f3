# %%
import operator
a = [1]
b = operator.iadd(a, [2])
b.append(3)
a

# expect: 2 mutates a
# expect: 3 mutates a, b
