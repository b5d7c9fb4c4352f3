"""python -m telecom_churn_prediction train | serve | predict | models: make a model, use it."""

import importlib
import sys


def main() -> int:
    """Answer the command line; return the exit code."""
    # Each half imports what it needs: a server starts without what training takes.
    if sys.argv[1:2] in (["serve"], ["predict"], ["models"]):
        serving = importlib.import_module("telecom_churn_prediction.serving.command")
        return int(serving.run_command(sys.argv[1:]))
    running = importlib.import_module("telecom_churn_prediction.running.command")
    return int(running.run_command(model="model"))


if __name__ == "__main__":
    sys.exit(main())
