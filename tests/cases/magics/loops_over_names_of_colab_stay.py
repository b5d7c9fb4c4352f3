from google.colab import files
for f in [1]:
    files.download(f)

# expect:
for f in [1]:
    files.download(f)
