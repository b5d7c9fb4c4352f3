"""What runs inside the interpreter of the project: it records, and knows nothing of mlship.

Started as ``python <this folder> <program> <configuration.json>``; see `__main__`. Everything in
here needs no more than Python and what the notebook itself imports.
"""
