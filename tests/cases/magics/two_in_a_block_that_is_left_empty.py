if a:
    %matplotlib inline
    %load_ext b
x = 1

# expect:
if a:
    pass
x = 1
