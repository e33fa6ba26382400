"""Sources in, a data set out, every row accounted for."""

from corpus.build.pipeline import Built, build
from corpus.build.settings import BuildSettings

__all__ = ["BuildSettings", "Built", "build"]
