import seaborn as sns
sns.boxplot(df)
sns.scatterplot(df, x='a', y='b');
# today:
import seaborn as sns
sns.boxplot(df)
sns.scatterplot(df, x='a', y='b');
