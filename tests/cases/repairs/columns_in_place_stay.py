import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
names = ['a', 'b']
df[names].fillna(0, inplace=True)
df['Age'][0] = 90
df.loc[3].fillna(0, inplace=True)
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
names = ['a', 'b']
df[names].fillna(0, inplace=True)
df['Age'][0] = 90
df.loc[3].fillna(0, inplace=True)
