from google.colab import files
uploaded = files.upload()
df = pd.read_csv(io.BytesIO(uploaded['my data.csv']))
files.download('out.csv')

# expect:
# need: files.upload()
df = pd.read_csv('my data.csv')
