# %%
display(In, Out)
print(__name__)

# expect:
