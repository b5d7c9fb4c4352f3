import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df['Age'].fillna(df['Age'].median(), inplace=True)  # no gaps
df.Sex.replace({'m': 0}, inplace=True)
df.fillna(0, inplace=True)
for column in ('a', 'b'):
    df[column].fillna(0, inplace=True)
df['Age'][df['Age'] > 90] = 90
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
df['Age'] = df['Age'].fillna(df['Age'].median())  # no gaps
df.Sex = df.Sex.replace({'m': 0}).infer_objects()
df.fillna(0, inplace=True)
for column in ('a', 'b'):
    df[column] = df[column].fillna(0)
df.loc[df['Age'] > 90, 'Age'] = 90
