# %%
import unknown_library
handle = unknown_library.start()
unknown_library.register("a")
# %%
print(1)

# expect:
