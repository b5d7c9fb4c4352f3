%run other.ipynb
x = 1

# expect:
# comment: # %run other.ipynb
# finding: MS002
x = 1
