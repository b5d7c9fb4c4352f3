%run 'a
%run
x = 1

# expect:
# finding: MS002
# comment: # %run 'a
# comment: # %run
x = 1
