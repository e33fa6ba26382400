"""Scores: how likely a pair is a translation, and a good one."""

from corpus.score.asked import check_bounds, read_scorer, read_scorers
from corpus.score.best import best_score
from corpus.score.scorer import Scorer, unscored, with_scores

__all__ = ["Scorer", "best_score", "check_bounds", "read_scorer", "read_scorers", "unscored", "with_scores"]
