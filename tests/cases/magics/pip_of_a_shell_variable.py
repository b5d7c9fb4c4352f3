!pip install $PKG

# expect:
# finding: MS004
