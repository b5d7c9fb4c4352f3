!pip install shap > /dev/null 2>&1

# expect:
# pin: shap
