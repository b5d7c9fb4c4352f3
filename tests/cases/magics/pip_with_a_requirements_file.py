!pip install -q -r ../requirements.txt --no-deps

# expect:
# pin: -r ../requirements.txt
