import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
a = df.groupby('x').mean()
b = df.groupby('x')['y'].mean()
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
a = df.groupby('x').mean(numeric_only=True)
b = df.groupby('x')['y'].mean()
