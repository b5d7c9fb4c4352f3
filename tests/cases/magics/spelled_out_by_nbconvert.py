get_ipython().run_line_magic('matplotlib', 'inline')
get_ipython().system('pip install shap')
files = get_ipython().getoutput('ls')
get_ipython().magic('time x = f()')

# expect:
# pin: shap
import subprocess
files = subprocess.run("ls", shell=True, check=False, capture_output=True, text=True).stdout.splitlines()
x = f()
