pip install shap

# expect:
# pin: shap
