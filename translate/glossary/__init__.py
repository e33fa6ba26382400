"""Terms that are translated as their user wants them."""

from translate.glossary.reading import read_glossary
from translate.glossary.term import Glossary, Term

__all__ = ["Glossary", "Term", "read_glossary"]
