# %%
from somewhere import *
numbers = [1, 2]
print(len(numbers))
total = sum(numbers)
print(numbers)

# expect: 2 mutates
# expect: 3 reads numbers, sum
