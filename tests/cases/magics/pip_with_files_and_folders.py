!pip install --requirement=a.txt -rb.txt -t lib . https://x.org/main.zip

# expect:
# pin: -r a.txt
# pin: -r b.txt
# finding: MS004
