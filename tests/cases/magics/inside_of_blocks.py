if colab:
    # only there
    !pip install shap
for f in fs:
    !cat {f}
    %time x = g(f)
else:
    %cd a
    %matplotlib inline

# expect:
# pin: shap
import subprocess
import os
if colab:
    # only there
    pass
for f in fs:
    subprocess.run(f"cat {f}", shell=True, check=False)
    x = g(f)
else:
    os.chdir("a")
