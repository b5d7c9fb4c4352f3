# %%
import somewhere
thing = somewhere.make()
thing.frobnicate()
thing

# expect: 2 mutates thing
# expect: 3 depends 2
