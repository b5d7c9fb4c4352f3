import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
c = df.corr()
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
c = df.corr(numeric_only=True)
