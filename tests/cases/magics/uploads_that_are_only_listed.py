from google.colab import files
up = files.upload()
for name in up.keys():
    print(name)
x = 1

# expect:
# comment: # for name in up.keys():
# comment: #     print(name)
# need: files.upload()
# finding: MS007
x = 1
