"""Rules: what is measured of a pair, and which pairs are dropped for it."""

from corpus.rules.settings import RuleSettings
from corpus.rules.verdict import Verdict, decide_scored, judge, judge_many

__all__ = ["RuleSettings", "Verdict", "decide_scored", "judge", "judge_many"]
