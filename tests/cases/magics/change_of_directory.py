%cd "../my data"
%cd ~/x
%cd

# expect:
import os
os.chdir("../my data")
os.chdir(os.path.expanduser("~/x"))
os.chdir(os.path.expanduser("~"))
