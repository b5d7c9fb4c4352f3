%cd -
x = 1

# expect:
# finding: MS002
# comment: # %cd -
x = 1
