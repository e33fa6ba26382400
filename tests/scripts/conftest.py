"""The scripts' own folder, from which they import each other when they are run."""

import sys

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
