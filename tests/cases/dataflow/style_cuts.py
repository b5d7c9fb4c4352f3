import pandas as pd

data = pd.read_csv("a.csv")
styled = data.style
styled.format("{:.3f}")
data.style.background_gradient()
# expect: 3 mutates styled
# expect: 4 mutates
