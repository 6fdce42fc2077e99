"""What can go wrong for reasons that lie outside the program. Each message says what happened, where, and what to do.

    Fr2enError            the root: catch this one to catch them all
      InputError          a file, a text or a setting that cannot be used
      OutputError         a result that cannot be written where it was asked for
      ModelError          a model that is missing, damaged or of a kind that cannot be used
        DownloadError     a model that could not be fetched

Wrong arguments in a call from Python raise `TypeError` and `ValueError`.
"""


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
