from google.colab import userdata
key = userdata.get('KEY')

# expect:
import os
key = os.environ['KEY']
