x = 1
%run -i a.py

# expect:
# finding: MS009
import runpy
x = 1
globals().update(runpy.run_path("a.py", init_globals=globals(), run_name="__main__"))
