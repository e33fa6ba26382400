"""Text in, text out, with nothing lost."""

from translate.clauses import split_clauses
from translate.sentences import split_sentences
from translate.translator import Translator

__all__ = ["Translator", "split_clauses", "split_sentences"]
