# %%
import os
import pandas as pd
# %%
df = pd.read_csv(os.path.join("input", "not_here.csv"))
os.makedirs("made", exist_ok=True)
print(os.path.getsize("made/by_a_library.bin"))

# expect:
# 2:1
