"""What each step was given and gave back, kept on disk while the pipeline runs once."""
