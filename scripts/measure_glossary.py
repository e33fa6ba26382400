"""What enforcing a glossary is worth, by the ways there are: terms met, chrF, time.

    python scripts/measure_glossary.py [FOLDER] [--model bundled] [--lines N] [--article FILE] [--glossary FILE]

FOLDER: `dev.ar`, `dev.en`. The glossary is made of the names that a line and its human translation share: words the
model's attention links, one of which sounds like the other. `--article`: a text of which only the terms are counted,
with the terms of `--glossary`. Ways: none; constrained (what jisr does); edit (the English takes the place of what
the term became, nothing is written again); the English itself or a stand-in in the place of the term in the source,
which is put back after: `English`, `XQ1`, and names that the model knows well (`names`).
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from sacrebleu.metrics import CHRF

from models.model import Model, load
from translate.drafter import Drafter
from translate.glossary import Glossary, Term, read_glossary
from translate.glossary.matching import Matcher
from translate.glossary.meeting import forms, meet
from translate.guard.ladder import Draft
from translate.pool import Pair
from translate.recipe import Recipe
from translate.units import between_units, find_units

Way = Callable[[Sequence[str]], list[str]]

_ARABIC = dict(
    zip("بپتطدضذثسصزظشجقكغخفڤلمنر", "PPTTTTSSSSSSSKKKKKFFLMNR", strict=True)
)  # how letters sound, by class; others are not heard
_LATIN = dict(zip("bptdszxjgkqcfvlmnr", "PPTTSSSKKKKKFFLMNR", strict=True))
_KNOWN = (("لندن", "London"), ("باريس", "Paris"), ("برلين", "Berlin"), ("مدريد", "Madrid"), ("طوكيو", "Tokyo"))
_STAND_INS = tuple((f"XQ{number}", f"XQ{number}") for number in range(1, 6))


class _Editor(Drafter):
    """Never begins a translation again."""

    def complete(self, pairs: Sequence[Pair]) -> list[Draft | None]:
        return [None] * len(pairs)


def read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _alike(arabic: str, english: str) -> bool:
    a = "".join(_ARABIC.get(letter, "") for letter in arabic.removeprefix("ال"))
    b = "".join(_LATIN.get(letter, "") for letter in english.lower().replace("sh", "s").replace("ph", "f"))
    return min(len(a), len(b)) > 1 and SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.75


def _shared(source: str, reference: str, drafter: Drafter) -> Iterator[tuple[str, str]]:
    """The names of both."""
    looked = drafter.align([(source, reference)])[source, reference]
    here, there = find_units(source, ()), find_units(reference, ())
    if looked is None or not here or not there:
        return
    best = between_units(here, there, looked, len(source), len(reference)).argmax(axis=1).tolist()
    for number, (start, end) in enumerate(there):
        english, arabic = reference[start:end], source[slice(*here[best[number]])]
        if number and english[0].isupper() and english.isalpha() and _alike(arabic, english):
            yield arabic, english


def glossary_of(sources: Sequence[str], references: Sequence[str], drafter: Drafter) -> Glossary:
    """The names that lines share with their references, each with the English it has most often, and the others."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for source, reference in zip(sources, references, strict=True):
        for arabic, english in _shared(source, reference, drafter):
            found[arabic][english] += 1
    return Glossary(tuple(Term((a,), tuple(english for english, _ in some.most_common())) for a, some in found.items()))


def standing_in(drafter: Drafter, matcher: Matcher, names: Sequence[tuple[str, str]] | None) -> Way:
    """Translates with each term replaced by one of `names`, or its own English, and put back."""

    def way(sources: Sequence[str]) -> list[str]:
        written = {source: _with_stand_ins(source, matcher, names) for source in sources}
        drafts = drafter.drafts(list(dict.fromkeys(text for text, _ in written.values())))
        found = []
        for source in sources:
            text, back = written[source]
            target = drafts[text].target
            for name, english in back:
                target = target.replace(name, english, 1)
            found.append(target)
        return found

    return way


def _with_stand_ins(
    source: str, matcher: Matcher, names: Sequence[tuple[str, str]] | None
) -> tuple[str, list[tuple[str, str]]]:
    text, back = source, []
    for number, match in reversed(list(enumerate(matcher.find(source)))):
        english = forms(match, source)[0]
        put, name = names[number % len(names)] if names else (english, english)
        text = f"{text[: match.start]}{put}{text[match.end :]}"
        back.append((name, english))
    return text, back


def drafted(drafter: Drafter) -> Way:
    def way(sources: Sequence[str]) -> list[str]:
        drafts = drafter.drafts(list(dict.fromkeys(sources)))
        return [drafts[source].target for source in sources]

    return way


def ways_of(model: Model, glossary: Glossary) -> dict[str, Way]:
    plain, matcher = Drafter(model, Recipe()), Matcher(glossary)
    recipe = Recipe(glossary=glossary)
    return {
        "none": drafted(plain),
        "constrained": drafted(Drafter(model, recipe)),
        "edit": drafted(_Editor(model, recipe)),
        "English": standing_in(plain, matcher, None),
        "XQ1": standing_in(plain, matcher, _STAND_INS),
        "names": standing_in(plain, matcher, _KNOWN),
    }


def accuracy(sources: Sequence[str], targets: Sequence[str], matcher: Matcher) -> tuple[int, int]:
    """How many terms are met, and how many there are."""
    meetings = [meet(source, matcher.find(source), target) for source, target in zip(sources, targets, strict=True)]
    return sum(len(one.known) for one in meetings), sum(len(one.matches) for one in meetings)


def compare(model: Model, glossary: Glossary, sources: Sequence[str], references: Sequence[str] | None) -> None:
    matcher, metric = Matcher(glossary), CHRF()
    places = [number for number, source in enumerate(sources) if matcher.find(source)]
    chosen = [sources[number] for number in places]
    print(f"{len(glossary.terms)} terms; {len(chosen)} of {len(sources)} lines hold one")
    print(f"{'way':12} {'met':>5} {'of':>5} {'%':>6} {'chrF':>6} {'seconds':>8}")
    if references is not None:
        human = [references[number] for number in places]
        met, wanted = accuracy(chosen, human, matcher)
        print(f"{'human':12} {met:5} {wanted:5} {100 * met / wanted:6.1f}")
    for name, way in ways_of(model, glossary).items():
        started = time.process_time()
        targets = way(chosen)
        seconds = time.process_time() - started
        met, wanted = accuracy(chosen, targets, matcher)
        chrf = f"{metric.corpus_score(targets, [human]).score:6.2f}" if references is not None else "     -"
        print(f"{name:12} {met:5} {wanted:5} {100 * met / wanted:6.1f} {chrf} {seconds:8.1f}", flush=True)


def print_speed(sources: Sequence[str], count: int = 100_000) -> None:
    """What looking for very many terms costs: runs of words out of the text and as many that are nowhere in it."""
    words = [word for source in sources for word in source.split()]
    runs = [" ".join(words[n : n + size]) for size in (3, 2, 1) for n in range(len(words) - size)]
    known = [run for run in dict.fromkeys(runs) if any(map(str.isalpha, run))][: count // 2]
    terms = [Term((text,), ("x",)) for run in known for text in (run, f"{run} {run}")]
    started = time.process_time()
    matcher = Matcher(Glossary(tuple(terms)))
    built = time.process_time() - started
    started = time.process_time()
    found = sum(len(matcher.find(source)) for source in sources)
    seconds = time.process_time() - started
    print(
        f"\n{len(terms):,} terms: built in {built:.1f} s; {found:,} found in {len(words):,} words in {seconds:.2f} s, "
        f"{len(words) / seconds:,.0f} words/s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("../shared/eval/mt/flores"))
    parser.add_argument("--model", default="bundled")
    parser.add_argument("--lines", type=int, default=997)
    parser.add_argument("--article", type=Path, default=Path("../shared/eval/article/hajin.ar.txt"))
    parser.add_argument("--glossary", type=Path, default=Path("examples/glossary.tsv"))
    options = parser.parse_args()
    sources, references = (read_lines(options.folder / f"dev.{side}")[: options.lines] for side in ("ar", "en"))
    with load(options.model) as model:
        glossary = glossary_of(sources, references, Drafter(model, Recipe()))
        print("FLORES dev:", end=" ")
        compare(model, glossary, sources, references)
        print(f"\n{options.article.name}:", end=" ")
        compare(model, read_glossary(options.glossary), read_lines(options.article), None)
    print_speed(sources)


if __name__ == "__main__":
    main()
