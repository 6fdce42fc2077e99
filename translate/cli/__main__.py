"""`python -m translate.cli` is the command `fr2en`."""

import signal
from typing import NoReturn


def main() -> NoReturn:
    """Run the command; whoever interrupts it before it has begun ends it as the system does, without a word."""
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from translate.cli.main import main as begin

    signal.signal(signal.SIGINT, handler)
    begin()


if __name__ == "__main__":
    main()
