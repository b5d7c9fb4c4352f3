import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = df.append(df)
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = pd.concat([df, df])
