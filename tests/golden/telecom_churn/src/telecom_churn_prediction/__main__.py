"""python -m telecom_churn_prediction train: run the pipeline and keep what it makes."""

import sys

from telecom_churn_prediction.running.command import run_command


def main() -> int:
    """Answer the command line; return the exit code."""
    return run_command(model="model")


if __name__ == "__main__":
    sys.exit(main())
