%%capture log --no-stderr
settings = {"a": 1}
# train it
model = fit(settings)
# %%
lines = log.stdout.split("\n")
# %%
log.show()

# expect:
# shown: print(log.stdout)
settings = {"a": 1}
import contextlib
import io
import types
captured_log = io.StringIO()
with contextlib.redirect_stdout(captured_log):
    # train it
    model = fit(settings)
log = types.SimpleNamespace(stdout=captured_log.getvalue())
lines = log.stdout.split("\n")
print(log.stdout)
