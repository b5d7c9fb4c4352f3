# %%
f = open("a.txt", "w")
f.write("x")
f.close()
text = open("a.txt").read()

# expect: 1 mutates f, file:a.txt
# expect: slice 3 = 0, 1, 2, 3
