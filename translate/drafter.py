"""Sources through a model: in parts where they are long, again where the guard finds fault, and joined."""

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from models.characters import model_input, unescaped
from models.engines.base import Decoding, Hypothesis
from models.errors import ModelError
from translate import emoji, joints
from translate.alignment import Alignment, piece_spans
from translate.arabic.letters import has_arabic
from translate.batches import batches
from translate.casing import opens_upper
from translate.clauses import Clause, split_clauses
from translate.glossary.enforcing import ENFORCED, UNMET, enforce, in_right_letters
from translate.glossary.matching import Matcher
from translate.glossary.meeting import gathered, meet
from translate.guard.evidence import Evidence
from translate.guard.ladder import Draft, Drafts, climb
from translate.guard.settings import EMPTY, UNFINISHED, reasons
from translate.keep import find_kept, kept_spans, put_back
from translate.pool import Pair, Progress
from translate.recipe import Recipe
from translate.translation import COPIED, CUT, PUT_BACK

if TYPE_CHECKING:
    from models.model import Model

# Halves of code points and NUL come from broken JSON and cannot be passed to sentencepiece.
_UNREADABLE = re.compile("[\ud800-\udfff\0]")


class Drafter:
    """Translates sources with one model in this process; a translate.pool.Pool.

    Raises SettingsError when `max_words` is too few for a clause, ModelError when the model does not write English.
    """

    ahead = 1  # a window fills all threads of the engine

    def __init__(self, model: "Model", recipe: Recipe, progress: Progress = lambda characters: None) -> None:
        if (languages := model.vocabulary.languages).writes_arabic:
            raise ModelError(f"{model.name} translates {languages}; what is wanted here translates into English")
        self._model, self._progress = model, progress
        self._decoding, self._batching, self._guard = recipe.decoding, recipe.batching, recipe.guard
        self._max_words = model.max_words if recipe.max_words == "auto" else recipe.max_words
        self._limit = min(model.engine.max_source, recipe.batching.longest)
        if self._max_words is not None:
            split_clauses("", self._max_words)  # refuses too few now, not at the first long sentence
        self._terms = Matcher(recipe.glossary) if recipe.glossary else None
        self.name, self.revision = model.name, model.revision
        self.signature = f"{model.signature} {recipe.signature} cut-{self._max_words or 'none'}-{self._limit}"

    def submit(self, sources: Sequence[str]) -> Callable[[], Drafts]:
        """The drafts are made when they are waited for."""
        return partial(self.drafts, sources)

    def drafts(self, sources: Sequence[str]) -> Drafts:
        """The translation of each of `sources`, all different."""
        done = {source: _copy(source) for source in sources if not has_arabic(source)}
        self._progress(sum(map(len, done)))
        sides = {source: emoji.set_aside(source) for source in sources if source not in done}
        parts = self._parts({core for _, core, _ in sides.values()}, self._max_words)
        texts = dict.fromkeys(part.text.strip() for cut in parts.values() for part in cut)
        drafted = self._generate(list(texts), self._decoding, self._progress)
        if self._guard is not None and self._guard.retry:
            drafted = climb(drafted, self._decoding, generate=self._generate, split=self._split, join=self._joined)
        if self._terms is not None:
            drafted |= enforce({part: d for part, d in drafted.items() if COPIED not in d.notes}, self._terms, self)
        drafted |= self._mended({part: draft for part, draft in drafted.items() if kept_spans(part)})
        self._progress(sum(map(len, sides)) - sum(map(len, drafted)))
        for source, (before, core, after) in sides.items():
            draft = self._joined(core, parts[core], [drafted[part.text.strip()] for part in parts[core]])
            draft = self._checked(core, draft)
            target = emoji.put_back(before, opens_upper(core, draft.target), after)
            notes = (CUT, *draft.notes) if len(parts[core]) > 1 else draft.notes
            done[source] = Draft(target, draft.score, draft.evidence, draft.reasons, notes)
        return done

    def align(self, pairs: Sequence[Pair]) -> dict[Pair, Alignment | None]:
        """Which subwords of each target, wherever it is from, belong to which of its source; see Engine.attend."""
        sources = self._encode([source for source, _ in pairs])
        targets = self._model.vocabulary.encode_target([target for _, target in pairs])
        attention = self._model.engine.attend(sources, targets)
        return {
            pair: None if looked is None else Alignment(piece_spans(a, pair[0]), piece_spans(b, pair[1]), looked)
            for pair, a, b, looked in zip(pairs, sources, targets, attention, strict=True)
        }

    def complete(self, pairs: Sequence[Pair]) -> list[Draft | None]:
        """See translate.glossary.enforcing.Writer."""
        vocabulary = self._model.vocabulary
        begun = vocabulary.encode_target([text for _, text in pairs])
        read = vocabulary.decode(begun)
        able = [
            number
            for number, (pieces, (_, text)) in enumerate(zip(begun, pairs, strict=True))
            if read[number] == text and all(piece in vocabulary.index for piece in pieces)
        ]
        sources = self._encode([pairs[number][0] for number in able])
        found = self._model.engine.complete(sources, [begun[number] for number in able], self._decoding)
        targets = vocabulary.decode([one.pieces for one in found])
        drafts: list[Draft | None] = [None] * len(pairs)
        for number, target, hypothesis in zip(able, targets, found, strict=True):
            drafts[number] = self._draft(pairs[number][0], target, hypothesis)
        return drafts

    def likelihoods(self, pairs: Sequence[Pair]) -> list[float]:
        """See translate.glossary.enforcing.Writer."""
        targets = self._model.vocabulary.encode_target([target for _, target in pairs])
        scores = self._model.engine.score(self._encode([source for source, _ in pairs]), targets)
        return [-math.inf if score is None else score for score in scores]

    def edited(self, source: str, before: Draft, target: str, note: str) -> Draft:
        """The draft that `target` makes, which is `before` with something put in its place, as `note` says."""
        evidence = self._gather(source, target, before.score)
        found = self._reasons(source, target, evidence, UNFINISHED not in before.reasons)
        return Draft(target, before.score, evidence, found, tuple(dict.fromkeys((*before.notes, note))))

    def _checked(self, source: str, draft: Draft) -> Draft:
        """`draft` with what the glossary wants in the right letters, and flagged where that is missing."""
        matches = self._terms.find(source) if self._terms else []
        if not matches:
            return draft
        target = in_right_letters(draft.target, meet(source, matches, draft.target))
        if target != draft.target:
            draft = self.edited(source, draft, target, ENFORCED)
        return replace(draft, reasons=(*draft.reasons, UNMET)) if draft.evidence.terms else draft

    def _gather(self, source: str, target: str, score: float | None) -> Evidence:
        return gathered(source, target, score, self._terms)

    def _mended(self, drafts: Drafts) -> Drafts:
        """Those of `drafts` in which something is missing that must come through as it is, with it put in."""
        wrong = {
            source: draft
            for source, draft in drafts.items()
            if COPIED not in draft.notes and None in find_kept(source, draft.target, kept_spans(source))
        }
        if not wrong:
            return {}
        alignments = self.align([(source, draft.target) for source, draft in wrong.items()])
        mended = {}
        for source, draft in wrong.items():
            target, _ = put_back(source, draft.target, kept_spans(source), alignments[source, draft.target])
            mended[source] = self.edited(source, draft, target, PUT_BACK)
        return mended

    def _split(self, text: str, max_words: int | None) -> list[Clause]:
        return self._parts([text], max_words)[text]

    def _parts(self, texts: Iterable[str], max_words: int | None) -> dict[str, list[Clause]]:
        """Each text, in parts that the model takes, of no more than `max_words` words."""
        clauses = {
            text: [Clause(text, 0, len(text), "")] if max_words is None else split_clauses(text, max_words)
            for text in texts
        }
        pieces = [clause.text for some in clauses.values() for clause in some]
        sizes = dict(zip(pieces, self._sizes(pieces), strict=True))
        return {
            text: [
                part
                for clause in some
                for part in (self._smaller(clause) if sizes[clause.text] > self._limit else [clause])
            ]
            for text, some in clauses.items()
        }

    def _smaller(self, clause: Clause) -> list[Clause]:
        return [
            Clause(part.text, clause.start + part.start, clause.start + part.end, part.joint or clause.joint)
            for part in joints.cut(clause.text, self._sizes, self._limit)
        ]

    def _sizes(self, texts: Sequence[str]) -> list[int]:
        return [len(pieces) for pieces in self._encode(texts)]

    def _encode(self, texts: Sequence[str]) -> list[list[str]]:
        return self._model.vocabulary.encode([_UNREADABLE.sub("\ufffd", text) for text in texts])

    def _generate(
        self, texts: Sequence[str], decoding: Decoding, progress: Callable[[int], None] = lambda characters: None
    ) -> Drafts:
        pieces = self._encode(texts)
        drafts = {text: _copy(model_input(text)) if text and not has_arabic(text) else _nothing() for text in texts}
        wanted = [number for number, one in enumerate(pieces) if one and has_arabic(texts[number])]
        groups = [
            [wanted[index] for index in group]
            for group in batches([len(pieces[number]) for number in wanted], self._batching.tokens)
        ]
        results = self._model.engine.generate(([pieces[number] for number in group] for group in groups), decoding)
        for group, hypotheses in zip(groups, results, strict=True):
            targets = self._model.vocabulary.decode([hypothesis.pieces for hypothesis in hypotheses])
            for number, target, hypothesis in zip(group, targets, hypotheses, strict=True):
                drafts[texts[number]] = self._draft(texts[number], target, hypothesis)
            progress(sum(len(texts[number]) for number in group))
        return drafts

    def _draft(self, source: str, target: str, hypothesis: Hypothesis) -> Draft:
        target = _as_safe(source, target)
        evidence = self._gather(source, target, hypothesis.score)
        return Draft(target, hypothesis.score, evidence, self._reasons(source, target, evidence, hypothesis.finished))

    def _joined(self, source: str, parts: Sequence[Clause], drafts: Sequence[Draft]) -> Draft:
        """One draft out of those of the parts; the score is the mean of theirs, weighted by the targets' lengths."""
        if len(parts) == 1:
            return drafts[0]
        scored = [(draft.score, len(draft.target) + 1) for draft in drafts if draft.score is not None]
        weight = sum(length for _, length in scored)
        score = sum(value * length for value, length in scored) / weight if weight else None
        target = joints.join(parts, [draft.target for draft in drafts])
        evidence = self._gather(source, target, score)
        found = dict.fromkeys(reason for draft in drafts for reason in draft.reasons)
        found |= dict.fromkeys(self._reasons(source, target, evidence, finished=True))
        notes = dict.fromkeys(note for draft in drafts for note in draft.notes if note != COPIED)
        return Draft(target, score, evidence, tuple(found), tuple(notes))

    def _reasons(self, source: str, target: str, evidence: Evidence, finished: bool) -> tuple[str, ...]:
        if self._guard is not None:
            return reasons(source, target, evidence, self._guard, finished=finished)
        return (() if target else (EMPTY,)) + (() if finished else (UNFINISHED,))


def _copy(text: str) -> Draft:
    return Draft(text, None, Evidence(None, 1.0), notes=(COPIED,))


def _nothing() -> Draft:
    """What a source without subwords becomes."""
    return Draft("", None, Evidence(None, 0.0), (EMPTY,))


def _as_safe(source: str, target: str) -> str:
    """`target`, escaped where `source` is: what the author wrote as &lt;b&gt; to be read must not become a tag."""
    if "&" not in source or not any(unescaped(source).count(mark) > source.count(mark) for mark in "<>"):
        return target
    return target.replace("<", "&lt;").replace(">", "&gt;")
