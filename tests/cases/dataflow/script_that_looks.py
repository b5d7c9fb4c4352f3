# %%
import subprocess
subprocess.run(["bash", "-c", "# what is there\nls *.csv; wc -l d.csv"], check=True)
subprocess.run(["bash", "-c", "ls *.csv\ncp a.csv d.csv"], check=True)

# expect: 1 mutates
# expect: 2 mutates file:*
