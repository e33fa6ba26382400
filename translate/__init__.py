"""Text in, text out, with nothing lost."""

from translate.sentences import split_sentences
from translate.translator import Translator

__all__ = ["Translator", "split_sentences"]
