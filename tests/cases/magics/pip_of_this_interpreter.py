import sys
!{sys.executable} -m pip install shap

# expect:
# pin: shap
import sys
