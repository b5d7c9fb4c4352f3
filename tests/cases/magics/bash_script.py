%%bash
cd data
echo "$HOME" \
  {x}

# expect:
import subprocess
subprocess.run(["bash", "-c", """cd data
echo "$HOME" \\
  {x}"""], check=True)
