!pip install -e ../lib

# expect:
# finding: MS004
