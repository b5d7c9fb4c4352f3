%store -r x
y = x

# expect:
# comment: # %store -r x
# finding: MS002
y = x
