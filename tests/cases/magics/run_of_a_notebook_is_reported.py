%run other.ipynb
x = 1

# expect:
# comment: # %run other.ipynb
# finding: MS009
x = 1
