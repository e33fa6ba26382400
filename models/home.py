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
