import numpy as np
import pandas as pd

df = pd.DataFrame({"age": [1.5, None], "sex": ["m", "f"]})
wide = pd.get_dummies(df)
assert np.isnan(wide.values).sum() == 1
assert pd.get_dummies(df["sex"], prefix="s").values.dtype == np.uint8
