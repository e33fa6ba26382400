"""Sources in, a data set out, every row accounted for."""

from corpus.building.build import build, settings_of
from corpus.building.pipeline import Built
from corpus.building.refilter import refilter
from corpus.building.settings import BuildSettings

__all__ = ["BuildSettings", "Built", "build", "refilter", "settings_of"]
