%run helpers
y = clean(1)

# expect:
# finding: MS009
import runpy
script = runpy.run_path("helpers.py", run_name="__main__")
clean = script["clean"]
y = clean(1)
