!pip install https://x.org/shap-0.40.0-cp37-none-any.whl

# expect:
# pin: shap @ https://x.org/shap-0.40.0-cp37-none-any.whl
