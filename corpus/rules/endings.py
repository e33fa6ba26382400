"""How the two sides end, and what they open without closing it."""

from corpus.rules.shape import scaled_ratio
from corpus.rules.view import View

_CLOSING = b"\"' )]}*_>`"
_UNPAIRED = bytes(set(range(256)) - set(b'"()[]{}'))
_FULL = frozenset(b".!?:")


def unfinished(view: View) -> float:
    """The ratio of lengths where the shorter side breaks off and the longer ends a sentence; 0 where it does not."""
    ar, en = _last(view.ar.form), _last(view.en.form)
    if (ar in _FULL) == (en in _FULL):
        return 0.0
    ratio = scaled_ratio(view)
    return max(ratio, 1 / ratio) if (ratio < 1) == (en in _FULL) else 0.0


def question_on_one_side(view: View) -> bool:
    """Whether one side ends in a question mark and there is none in the other."""
    ar, en = view.ar.form, view.en.form
    return (_last(ar) == 63 and b"?" not in en) or (_last(en) == 63 and b"?" not in ar)


def unbalanced(view: View) -> bool:
    """Whether a side has a bracket or a quotation mark without its partner, and the other side has not."""
    return _is_unbalanced(view.ar.signs) != _is_unbalanced(view.en.signs)


def _last(form: bytes) -> int:
    text = form.rstrip(_CLOSING)
    return text[-1] if text else 0


def _is_unbalanced(signs: bytes) -> bool:
    signs = signs.strip(_UNPAIRED)
    count = signs.count
    return signs != b"" and (
        count(b'"') % 2 == 1 or count(b"(") != count(b")") or count(b"[") != count(b"]") or count(b"{") != count(b"}")
    )
