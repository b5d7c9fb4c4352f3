"""The model over HTTP: records in, predictions out."""
