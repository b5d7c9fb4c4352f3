here = %pwd
root = %env HOME

# expect:
import os
here = os.getcwd()
root = os.environ["HOME"]
