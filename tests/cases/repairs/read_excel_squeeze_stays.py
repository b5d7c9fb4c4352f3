import pandas as pd
df = pd.read_excel('https://a.b/c.xlsx', squeeze=True)
# today:
import pandas as pd
df = pd.read_excel('https://a.b/c.xlsx', squeeze=True)
