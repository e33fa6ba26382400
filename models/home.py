"""Where jisr keeps what it fetched and converted on this machine."""

import os
from pathlib import Path

import platformdirs


def home() -> Path:
    """The folder of fetched and converted models: `JISR_HOME`, else the user's cache folder (XDG_CACHE_HOME on Linux).

    Nothing is made here; whoever writes makes the folders.
    """
    chosen = os.environ.get("JISR_HOME")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_cache_dir("jisr", appauthor=False))


def data_home() -> Path:
    """Where what people have made is kept, which no one clears as a cache: `JISR_HOME`, else the user's data folder."""
    chosen = os.environ.get("JISR_HOME")
    return Path(chosen).expanduser() if chosen else Path(platformdirs.user_data_dir("jisr", appauthor=False))
