# %%
x = [1, 2]
head = None
match x:
    case [head, *_]:
        pass
head

# expect: 2 may head
# expect: slice 3 = 0, 1, 2, 3
