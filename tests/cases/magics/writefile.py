%%writefile src/a.py
import os
!not a shell line

# expect:
# file: src/a.py
