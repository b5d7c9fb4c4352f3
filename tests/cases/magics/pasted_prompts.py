>>> x = 1
>>> for i in x:
...     print(i)

# expect:
x = 1
for i in x:
    print(i)
