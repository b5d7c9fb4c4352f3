# %%
log = []
class Field:
    def __set__(self, owner, value):
        log.append(value)
class Row:
    size = Field()
row = Row()
row.size = 3
log

# expect: 4 mutates log, row
# expect: slice 5 = 0, 1, 2, 3, 4, 5
