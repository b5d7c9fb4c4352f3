!conda install -c conda-forge -y pytorch=1.9 numpy>=1.2 shap

# expect:
# pin: torch==1.9
# pin: numpy>=1.2
# pin: shap
