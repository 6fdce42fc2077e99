"""What can go wrong for reasons that lie outside the program. Each message says what happened, where, and what to do.

    Fr2enError            the root: catch this one to catch them all
      InputError          a file, a text or a setting that cannot be used
      OutputError         a result that cannot be written where it was asked for
      ModelError          a model that is missing, damaged or of a kind that cannot be used
        DownloadError     a model that could not be fetched

Wrong arguments in a call from Python raise `TypeError` and `ValueError`.
"""

import os
import traceback
from pathlib import Path

_LONGEST_NAME = 200
"""Characters of a name or a message that are told: a name can have thousands."""


class Fr2enError(Exception):
    """The root of fr2en's own errors; `str()` of each is one sentence fit for a user."""


class InputError(Fr2enError):
    """A file, a text or a setting that cannot be used."""


class OutputError(Fr2enError):
    """A result that cannot be written where it was asked for."""


class ModelError(Fr2enError):
    """A model that is missing, damaged, or of a kind that cannot be used."""


class DownloadError(ModelError):
    """A model that could not be fetched."""


def sentence(error: BaseException) -> str:
    """Return one sentence for a user about anything that was raised: what happened, where, and what to do.

    >>> sentence(PermissionError(13, "Permission denied", "a.txt"))
    'a.txt: Permission denied; check the name, the permissions and the disk'
    """
    if isinstance(error, Fr2enError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        if isinstance(error, FileNotFoundError) and error.filename is None:
            return "the working folder is gone; change into another one"
        place = f"{os.fsdecode(error.filename)[:_LONGEST_NAME]}: " if isinstance(error.filename, str | bytes) else ""
        return f"{place}{error.strerror}; check the name, the permissions and the disk"
    if isinstance(error, MemoryError):
        return "there is not enough memory; close other programs, or take the text apart"
    if isinstance(error, RecursionError):
        return "something is nested too deeply to be read; take it apart"
    lines = str(error).strip().splitlines()
    what = f"{type(error).__name__}: {lines[0][:_LONGEST_NAME]}" if lines else type(error).__name__
    places = traceback.extract_tb(error.__traceback__)
    place = f" in {Path(places[-1].filename).name}, line {places[-1].lineno}" if places else ""
    return f"this is a fault of fr2en itself ({what}{place}), not yours; please report it with the text that shows it"
