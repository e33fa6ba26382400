"""The places where an alignment is wrong, with their texts, to be read."""

from collections.abc import Iterable, Iterator, Sequence

from alignment.score import Document, Pair, Scored

Sentence = tuple[str, int]  # "ar" or "en", and its index


def wrong_places(document: Document, found: Sequence[Scored]) -> Iterator[str]:
    """Each place where links are wrong or missing: ours with their scores, the gold ones, and the sentences."""
    links = dict(found)
    wrong = set(links) ^ set(document.links)
    for place in _connected(wrong):
        ours = [f"  ours {_show(link)}  {links[link]:.2f}" for link in place if link in links]
        gold = [f"  gold {_show(link)}" for link in place if link not in links]
        sentences = sorted({one for link in place for one in _sentences(link)})
        texts = [f"    {side} {number}: {getattr(document, side)[number]}" for side, number in sentences]
        yield "\n".join([*ours, *gold, *texts])


def _connected(links: Iterable[Pair]) -> list[list[Pair]]:
    """The links that hang together by shared sentences, in the order of the documents."""
    places: list[tuple[set[Sentence], list[Pair]]] = []
    for link in sorted(links):
        members, together = set(_sentences(link)), [link]
        apart = []
        for sentences, some in places:
            if sentences & members:
                members |= sentences
                together = some + together
            else:
                apart.append((sentences, some))
        places = [*apart, (members, together)]
    return sorted((sorted(some) for _, some in places), key=lambda some: min(map(_first, some)))


def _sentences(link: Pair) -> Iterator[Sentence]:
    yield from (("ar", i) for i in link[0])
    yield from (("en", j) for j in link[1])


def _first(link: Pair) -> tuple[int, int]:
    """Where a link stands: by its Arabic side, or its English one."""
    return min(link[0] or link[1]), min(link[1] or link[0])


def _show(link: Pair) -> str:
    ar, en = (" ".join(map(str, side)) or "-" for side in link)
    return f"{ar} : {en}"
