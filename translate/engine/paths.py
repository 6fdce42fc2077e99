"""Where things that outlive a run are kept: `FR2EN_CACHE` and `FR2EN_DATA`, else the system's places (XDG on Linux)."""

import os
from pathlib import Path

import platformdirs


def cache_folder() -> Path:
    """Return the folder for what can be made again at any time, such as converted models."""
    return Path(os.environ.get("FR2EN_CACHE") or platformdirs.user_cache_path("fr2en", appauthor=False))


def data_folder() -> Path:
    """Return the folder for what the user fetched and wants to keep, such as pulled models."""
    return Path(os.environ.get("FR2EN_DATA") or platformdirs.user_data_path("fr2en", appauthor=False))
