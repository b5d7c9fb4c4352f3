import google.colab
google.colab.drive.mount('/d')
x = 1

# expect:
# need: google.colab.drive.mount('/d')
x = 1
