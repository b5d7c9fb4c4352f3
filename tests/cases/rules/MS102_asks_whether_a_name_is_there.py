# %%
try:
    unicode
except NameError:
    unicode = str

# expect:
