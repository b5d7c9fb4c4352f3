# %%
import rarely_heard_of
import requests_unknown.sub
import json
from sklearn.utils import shuffle
print(shuffle([1]))

# expect:
