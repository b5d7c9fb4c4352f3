try:
    f()
except E as _:
    pass
x = _

# expect:
try:
    f()
except E as _:
    pass
x = _
