# %%
made = []
class Base:
    def __init_subclass__(cls):
        made.append(1)
class Sub(Base):
    pass
made

# expect: 2 mutates made
# expect: slice 3 = 0, 1, 2, 3
