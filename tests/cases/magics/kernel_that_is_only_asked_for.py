colab = 'google.colab' in str(get_ipython())

# expect:
from IPython import get_ipython
colab = 'google.colab' in str(get_ipython())
