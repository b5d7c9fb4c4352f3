# %%
log = []
class Lazy:
    def __getattr__(self, name):
        log.append(name)
        return log
lazy = Lazy()
found = lazy.anything
found.append(1)
log

# expect: 3 mutates log
# expect: 4 mutates found, log
