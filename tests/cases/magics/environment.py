%env A=b c
%env B 1
%set_env C=2
%env

# expect:
import os
os.environ["A"] = "b c"
os.environ["B"] = "1"
os.environ["C"] = "2"
