!pip uninstall -y gym

# expect:
