from google.colab import files
import io
up = files.upload()
x = pd.read_csv(io.StringIO(up['a.csv'].decode('utf-8')))
y = pd.read_csv(StringIO(text))

# expect:
# need: files.upload()
import io
x = pd.read_csv('a.csv')
y = pd.read_csv(StringIO(text))
