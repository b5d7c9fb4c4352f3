from google.colab import drive
drive.mount('/content/drive')
import pandas as pd

# expect:
# need: drive.mount('/content/drive')
import pandas as pd
