async with f() as a:
    pass
x = 1

# expect:
# comment: # async with f() as a:
# comment: #     pass
# finding: MS007
x = 1
