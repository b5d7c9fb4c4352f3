import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
import seaborn as sns
sns.boxplot(df.a, df.b);
# today:
import pandas as pd
df = pd.read_csv('https://a.b/c.csv')
import seaborn as sns
sns.boxplot(x=df.a, y=df.b);
