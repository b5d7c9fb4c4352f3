def exit(): pass
exit()

# expect:
# shown: exit()
def exit(): pass
exit()
