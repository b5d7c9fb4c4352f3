# %%
def make():
    n = 0
    def inner():
        nonlocal n
        n += 1
        return n
    return inner
tick = make()
tick()
tick()

# expect: 2 mutates tick
# expect: 3 depends 2
