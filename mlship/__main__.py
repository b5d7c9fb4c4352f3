"""`python -m mlship` → the command line."""

from mlship.cli import main

if __name__ == "__main__":
    main()
