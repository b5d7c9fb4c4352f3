"""The command line: one file a command; `console` alone prints."""

# What a shell says of a command that Ctrl-C has ended.
_INTERRUPTED = 130


def main() -> None:
    """Answer the command line of this process; Ctrl-C while it starts is no traceback."""
    try:
        from mlship.cli.app import main as answer

        answer()
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None


__all__ = ["main"]
