import seaborn as sns
sns.factorplot('a', data=df, kind='count', size=3);
# today:
import seaborn as sns
sns.catplot(x='a', data=df, kind='count', height=3);
