%pwd

# expect:
# shown: os.getcwd()
import os
os.getcwd()
