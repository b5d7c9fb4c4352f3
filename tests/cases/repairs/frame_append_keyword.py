import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = df.append(df, ignore_index=True)
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df = pd.concat([df, df], ignore_index=True)
