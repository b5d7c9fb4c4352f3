import os
from __future__ import print_function, division
from __future__ import annotations

# expect:
import os
from __future__ import annotations
