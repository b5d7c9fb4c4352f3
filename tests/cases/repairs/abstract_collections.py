import collections
print(isinstance({}, collections.Mapping))
# today:
import collections
from collections.abc import Mapping
print(isinstance({}, Mapping))
