"""The command line: the only part of fr2en that parses arguments, prints and exits."""

from translate.cli.main import main

__all__ = ["main"]
