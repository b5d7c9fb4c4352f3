import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = df.drop('a', 1)
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = df.drop('a', axis=1)
