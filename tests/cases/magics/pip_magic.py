%pip install --quiet shap  # explain it

# expect:
# pin: shap
