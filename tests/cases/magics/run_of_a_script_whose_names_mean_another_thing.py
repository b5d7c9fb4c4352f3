%%writefile tidy.py
factor = float("2")
def double(x):
    return x * factor
# %%
%run tidy.py
factor = 5
double(1)

# expect:
# file: tidy.py
# shown: double(1)
import runpy
script = runpy.run_path("tidy.py", run_name="__main__")
double = script["double"]
factor = 5
double(1)
