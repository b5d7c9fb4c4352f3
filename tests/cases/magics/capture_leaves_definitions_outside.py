%%capture log
def f(): print(1)
f()
# %%
log()

# expect:
# shown: print(log.stdout)
def f(): print(1)
import contextlib
import io
import types
captured_log = io.StringIO()
with contextlib.redirect_stdout(captured_log):
    f()
log = types.SimpleNamespace(stdout=captured_log.getvalue())
print(log.stdout)
