"""The command line: one file a command; `console` alone prints."""

# What a shell says of a command that Ctrl-C has ended.
_INTERRUPTED = 130


def main() -> None:
    """Answer the command line of this process; Ctrl-C while it starts is no traceback.

    While we import, Ctrl-C ends the process at once: nothing has begun, and what we import may
    swallow the exception that it would raise.
    """
    try:
        import signal

        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:
            signal.signal(signal.SIGINT, _end_at_once)
        from mlship.cli.app import main as answer
        from mlship.process import remember_interrupts

        signal.signal(signal.SIGINT, before)
        with remember_interrupts():
            answer()
    except KeyboardInterrupt:
        raise SystemExit(_INTERRUPTED) from None


def _end_at_once(_signum: int, _frame: object) -> None:
    import os

    os._exit(_INTERRUPTED)


__all__ = ["main"]
