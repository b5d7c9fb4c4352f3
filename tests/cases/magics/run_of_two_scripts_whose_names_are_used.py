%run a.py
%run b.py
f(1)

# expect:
# finding: MS009
# shown: f(1)
import runpy
globals().update(runpy.run_path("a.py", run_name="__main__"))
globals().update(runpy.run_path("b.py", run_name="__main__"))
f(1)
