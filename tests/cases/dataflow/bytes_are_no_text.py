# %%
given = open("a.bin", "rb")
raw = given.read()
other = open("a.txt")
text = other.read()

# expect: 1 mutates given
# expect: 3 mutates other
# expect: type 3 text str
# expect: type 1 raw
