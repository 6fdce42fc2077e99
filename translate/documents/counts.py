"""What a run over several files ends with: its counts in words, and its exit code."""

from translate.documents.records import Document, Severity


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


def counts_of(document: Document) -> dict[str, int]:
    """Return what is counted of a translated document: fields of `translate.run.batch.Report`."""
    worst = [max((f.severity for f in segment.findings), default=None) for segment in document.segments]
    return {
        "segments": len(document.segments),
        "words": sum(len(segment.source.split()) for segment in document.segments),
        "warnings": sum(severity is not None and severity >= Severity.WARNING for severity in worst),
        "errors": worst.count(Severity.ERROR),
        "repairs": len(document.repair.edits) if document.repair else 0,
    }
