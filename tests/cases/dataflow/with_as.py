# %%
with open("a.txt") as f:
    text = f.read()
text

# expect: 0 defines f, text
# expect: 0 reads file:a.txt
# expect: 1 depends 0
