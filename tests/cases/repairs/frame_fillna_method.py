import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = df.fillna(method='ffill', limit=2)
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = df.ffill(limit=2)
