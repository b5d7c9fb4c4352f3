# %%
from pathlib import Path
import os
figures = Path() / "figures"
figures.mkdir(parents=True, exist_ok=True)
# %%
os.makedirs("figures/small")
# %%
folder.mkdir()
# %%
figures

# expect: type 2 figures pathlib.Path
# expect: 3 role
# expect: 3 mutates file:*
# expect: 4 role
# expect: 5 role
# expect: 5 mutates file:*
# expect: 6 role look
