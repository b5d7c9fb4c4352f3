try:
    import google.colab
    IN = True
except ImportError:
    IN = False

# expect:
try:
    import google.colab
    IN = True
except ImportError:
    IN = False
