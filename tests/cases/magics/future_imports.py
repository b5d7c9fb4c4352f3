import os
from __future__ import print_function, division
from __future__ import annotations, barry_as_FLUFL

# expect:
import os
from __future__ import barry_as_FLUFL
