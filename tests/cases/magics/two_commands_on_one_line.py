!pip install shap && wget -q https://x.org/d.zip; unzip d.zip

# expect:
# pin: shap
# need: wget -q https://x.org/d.zip
import subprocess
subprocess.run("unzip d.zip", shell=True, check=False)
