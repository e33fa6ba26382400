"""Sources in, a data set out, every row accounted for."""

from corpus.build.building import build, settings_of
from corpus.build.changing import refilter
from corpus.build.pipeline import Built
from corpus.build.settings import BuildSettings

__all__ = ["BuildSettings", "Built", "build", "refilter", "settings_of"]
