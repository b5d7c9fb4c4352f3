x = Out[7]

# expect:
# finding: MS005
x = Out[7]
