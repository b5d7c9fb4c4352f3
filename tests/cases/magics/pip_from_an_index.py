!pip install --extra-index-url https://example.org/py/ tflite_runtime

# expect:
# pin: tflite_runtime
