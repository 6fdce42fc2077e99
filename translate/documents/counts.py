"""What a run over several files ends with: its counts in words, and its exit code."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where it must be.

    >>> counted(1, "file"), counted(2000, "file")
    ('1 file', '2,000 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def exit_code(*, done: int, failed: int) -> int:
    """Return 0 if no file failed, 2 if all did, 123 if some did and the others are done.

    >>> exit_code(done=2, failed=0), exit_code(done=0, failed=1), exit_code(done=2, failed=1)
    (0, 2, 123)
    """
    if not failed:
        return 0
    return 123 if done else 2
