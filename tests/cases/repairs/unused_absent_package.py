import eli5
x = 1
# today:
# import eli5
x = 1
