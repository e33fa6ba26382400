"""models.engines: both say the same, and no sentence depends on its neighbours."""

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from models.convert import convert, output_tokens
from models.engines.base import Batch, Decoding, Engine, Hypothesis
from models.engines.ctranslate2 import CTranslate2Engine
from models.engines.groups import groups, output_limit, trimmed
from models.engines.processor import keep_memory
from models.engines.search import constrain
from models.engines.settings import EngineSettings, usable_cores
from models.engines.transformers import TransformersEngine
from models.errors import ModelError, SettingsError, TooLongError
from models.model import load
from models.vocabulary import END, Vocabulary
from tests.models.sentences import KNOWN, pairs

Open = Callable[..., Engine]


@pytest.fixture(scope="module")
def vocabulary(taught_checkpoint: Path) -> Vocabulary:
    return Vocabulary(taught_checkpoint)


@pytest.fixture(scope="module")
def sources(vocabulary: Vocabulary) -> Batch:
    """200 sources of many lengths, an empty one among them."""
    return [*vocabulary.encode(pairs(199, seed=11)[0]), []]


@pytest.fixture(scope="module")
def converted(taught_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("converted")
    convert(taught_checkpoint, folder, target_vocabulary="target-only")
    return folder


@pytest.fixture
def open_ct2(converted: Path) -> Iterator[Open]:
    opened: list[CTranslate2Engine] = []

    def open_(**settings: object) -> Engine:
        made = EngineSettings(**settings)  # type: ignore[arg-type]
        opened.append(CTranslate2Engine(converted, positions=128, settings=made))
        return opened[-1]

    yield open_
    for engine in opened:
        engine.close()


def flat(results: Iterator[list[Hypothesis]]) -> list[Hypothesis]:
    return list(itertools.chain.from_iterable(results))


def cut(sources: Batch, size: int) -> list[Batch]:
    return [sources[start : start + size] for start in range(0, len(sources), size)]


@pytest.mark.parametrize("beam", [1, 4])
def test_both_engines_say_the_same(
    open_ct2: Open, taught_checkpoint: Path, vocabulary: Vocabulary, sources: Batch, beam: int
) -> None:
    decoding = Decoding(beam=beam, max_ratio=0.8)
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        wanted = flat(reference.generate([sources], decoding))
    found = flat(open_ct2(compute_type="float32").generate([sources], decoding))
    assert [hypothesis.pieces for hypothesis in found] == [hypothesis.pieces for hypothesis in wanted]
    assert [hypothesis.finished for hypothesis in found] == [hypothesis.finished for hypothesis in wanted]
    assert np.allclose([h.score for h in found], [h.score for h in wanted], atol=1e-4)


@pytest.mark.parametrize("length_penalty", [0.0, 0.6, 1.5])
def test_both_engines_agree_on_the_length_penalty(
    open_ct2: Open, taught_checkpoint: Path, vocabulary: Vocabulary, sources: Batch, length_penalty: float
) -> None:
    decoding = Decoding(beam=3, length_penalty=length_penalty, max_ratio=0.5)
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        wanted = flat(reference.generate([sources[:40]], decoding))
    found = flat(open_ct2(compute_type="float32").generate([sources[:40]], decoding))
    assert [hypothesis.pieces for hypothesis in found] == [hypothesis.pieces for hypothesis in wanted]
    assert np.allclose([h.score for h in found], [h.score for h in wanted], atol=1e-4)


@pytest.mark.parametrize("beam", [1, 4])
@pytest.mark.parametrize("constraint", [{"no_repeat_ngram": 1}, {"repetition_penalty": 1.4}])
def test_both_engines_constrain_repetition_alike(
    open_ct2: Open,
    taught_checkpoint: Path,
    vocabulary: Vocabulary,
    sources: Batch,
    beam: int,
    constraint: dict[str, float],
) -> None:
    decoding = Decoding(beam=beam, max_ratio=0.8, **constraint)  # type: ignore[arg-type]
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        wanted = flat(reference.generate([sources[:60]], decoding))
    engine = open_ct2(compute_type="float32")
    found = flat(engine.generate([sources[:60]], decoding))
    free = flat(engine.generate([sources[:60]], Decoding(beam=beam, max_ratio=0.8)))
    assert [hypothesis.pieces for hypothesis in found] == [hypothesis.pieces for hypothesis in wanted]
    assert np.allclose([h.score for h in found], [h.score for h in wanted], atol=1e-4)
    assert found != free
    if decoding.no_repeat_ngram:
        assert any(len(set(h.pieces)) < len(h.pieces) for h in free)
        assert all(len(set(h.pieces)) == len(h.pieces) for h in found)


@pytest.mark.parametrize(
    ("constraint", "written", "expected"),
    [
        ({}, (1, 2, 1), [2.0, 2.0, -2.0, 2.0]),
        ({"no_repeat_ngram": 1}, (1, 2), [2.0, -np.inf, -np.inf, 2.0]),
        ({"no_repeat_ngram": 2}, (1, 2, 1), [2.0, 2.0, -np.inf, 2.0]),
        ({"no_repeat_ngram": 3}, (1, 2, 0, 1, 2), [-np.inf, 2.0, -2.0, 2.0]),
        ({"no_repeat_ngram": 3}, (1, 1, 1), [2.0, -np.inf, -2.0, 2.0]),
        ({"no_repeat_ngram": 3}, (1, 2), [2.0, 2.0, -2.0, 2.0]),
        ({"repetition_penalty": 2.0}, (1, 2, 2), [2.0, 1.0, -4.0, 2.0]),
        ({"repetition_penalty": 2.0}, (), [2.0, 2.0, -2.0, 2.0]),
    ],
)
def test_constrain(constraint: dict[str, float], written: tuple[int, ...], expected: list[float]) -> None:
    logits = np.array([[2.0, 2.0, -2.0, 2.0]], dtype=np.float32)
    constrain(logits, [written], Decoding(**constraint))  # type: ignore[arg-type]
    assert logits.tolist() == [expected]


@pytest.mark.parametrize("beam", [1, 4])
def test_int8_is_the_same_to_the_last_bit_in_any_batch(open_ct2: Open, sources: Batch, beam: int) -> None:
    decoding = Decoding(beam=beam, max_ratio=0.8)
    engine = open_ct2(compute_type="int8")
    alone = flat(engine.generate(cut(sources, 1), decoding))
    assert flat(engine.generate(cut(sources, 64), decoding)) == alone
    assert flat(engine.generate([sources], decoding)) == alone
    shuffled = sorted(range(len(sources)), key=lambda index: (index * 7919) % 211)
    found = flat(engine.generate(cut([sources[index] for index in shuffled], 16), decoding))
    assert found == [alone[index] for index in shuffled]


@pytest.mark.parametrize("beam", [1, 4])
def test_padded_int8_is_the_same_to_the_last_bit_in_any_batch(open_ct2: Open, sources: Batch, beam: int) -> None:
    decoding = Decoding(beam=beam, max_ratio=0.8)
    engine = open_ct2(compute_type="int8", padded=True)
    alone = flat(engine.generate(cut(sources, 1), decoding))
    assert len(alone) == len(sources)
    assert flat(engine.generate([sources], decoding)) == alone
    shuffled = sorted(range(len(sources)), key=lambda index: (index * 7919) % 211)
    found = flat(engine.generate(cut([sources[index] for index in shuffled], 16), decoding))
    assert found == [alone[index] for index in shuffled]
    completed = engine.complete(sources[:40], [()] * 40, decoding)
    assert completed == alone[:40]


def test_the_bundled_model_padded_is_the_same_in_any_batch(home: Path) -> None:
    """Real weights, whose translations hang on the last bits more than a small model's."""
    lines = (Path(__file__).parents[1] / "quality" / "sentences.txt").read_text(encoding="utf-8").splitlines()
    with load("bundled", settings=EngineSettings(padded=True, workers=1)) as model:
        sources = model.vocabulary.encode(lines)
        alone = flat(model.engine.generate(cut(sources, 1), Decoding()))
        assert flat(model.engine.generate([sources], Decoding())) == alone
        assert flat(model.engine.generate(cut(sources[::-1], 5), Decoding())) == alone[::-1]
        assert model.signature.split(" ")[1].endswith("/int8/padded")


@pytest.mark.parametrize("beam", [1, 4])
def test_padding_says_the_same_but_for_the_last_digits(open_ct2: Open, sources: Batch, beam: int) -> None:
    decoding = Decoding(beam=beam)
    exact = flat(open_ct2(compute_type="float32").generate([sources], decoding))
    padded = flat(open_ct2(compute_type="float32", padded=True).generate([sources], decoding))
    assert [one.pieces for one in padded] == [one.pieces for one in exact]
    assert np.allclose([one.score for one in padded], [one.score for one in exact], atol=1e-4)


@pytest.mark.parametrize("beam", [1, 4])
def test_float32_says_the_same_in_any_batch(open_ct2: Open, sources: Batch, beam: int) -> None:
    decoding = Decoding(beam=beam, max_ratio=0.8)
    engine = open_ct2(compute_type="float32")
    alone = flat(engine.generate(cut(sources, 1), decoding))
    found = flat(engine.generate(cut(sources, 64), decoding))
    assert [hypothesis.pieces for hypothesis in found] == [hypothesis.pieces for hypothesis in alone]


def test_the_number_of_workers_changes_nothing(open_ct2: Open, sources: Batch) -> None:
    one = flat(open_ct2(workers=1).generate(cut(sources, 8), Decoding()))
    assert flat(open_ct2(workers=3).generate(cut(sources, 8), Decoding())) == one


def test_batches_are_taken_as_they_are_needed(open_ct2: Open, sources: Batch) -> None:
    taken = 0

    def endless() -> Iterator[Batch]:
        nonlocal taken
        while True:
            taken += 1
            yield sources[:2]

    results = open_ct2(workers=2).generate(endless(), Decoding(beam=1, max_ratio=0.5))
    for _ in range(3):
        assert len(next(results)) == 2
    assert taken <= 3 + 6
    results.close()  # type: ignore[attr-defined]


def test_nothing_but_target_pieces_comes_out(open_ct2: Open, vocabulary: Vocabulary, sources: Batch) -> None:
    allowed = set(output_tokens(vocabulary)) - {"</s>", "<unk>"}
    for beam in (1, 4):
        for hypothesis in flat(open_ct2().generate([sources], Decoding(beam=beam))):
            assert set(hypothesis.pieces) <= allowed


def test_the_score_is_the_mean_log_probability(
    open_ct2: Open, converted: Path, vocabulary: Vocabulary, sources: Batch
) -> None:
    """Of the subwords and `</s>`, given that neither `<unk>` nor an empty output is possible."""
    import ctranslate2

    translator = ctranslate2.Translator(str(converted), compute_type="float32", intra_threads=1)
    hypotheses = flat(open_ct2(compute_type="float32").generate([sources], Decoding(beam=4)))
    finished = [(source, h) for source, h in zip(sources, hypotheses, strict=True) if source and h.finished]
    assert len(finished) > 50
    scored = translator.score_batch([[*s, END] for s, _ in finished], [list(h.pieces) for _, h in finished])
    for (_, hypothesis), score in zip(finished, scored, strict=True):
        assert hypothesis.score == pytest.approx(np.mean(score.log_probs), abs=0.02)


def test_both_engines_look_at_the_same(
    open_ct2: Open, taught_checkpoint: Path, vocabulary: Vocabulary, sources: Batch
) -> None:
    targets = [list(one.pieces) for one in flat(open_ct2(compute_type="float32").generate([sources], Decoding()))]
    longest = [sources[0][0]] * 128
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        wanted = reference.attend([*sources, longest], [*targets, targets[0]])
    found = open_ct2(compute_type="float32").attend([*sources, longest], [*targets, targets[0]])
    assert found[-1] is wanted[-1] is None
    for source, target, a, b in zip(sources, targets, found, wanted, strict=False):
        if not source or not target:
            assert a is b is None
            continue
        assert a is not None
        assert b is not None
        assert a.shape == b.shape == (len(target), len(source))
        np.testing.assert_allclose(a, b, atol=2e-3)
        assert (a.sum(axis=1) < 1.001).all()


@pytest.mark.parametrize("beam", [1, 4])
@pytest.mark.parametrize("settings", [{}, {"length_penalty": 0.0}, {"no_repeat_ngram": 2, "repetition_penalty": 1.2}])
def test_both_engines_complete_a_prefix_alike(
    open_ct2: Open,
    taught_checkpoint: Path,
    vocabulary: Vocabulary,
    sources: Batch,
    beam: int,
    settings: dict[str, float],
) -> None:
    decoding = Decoding(beam=beam, max_ratio=0.8, **settings)  # type: ignore[arg-type]
    sources = [*sources[:40], []]
    others = vocabulary.encode_target(pairs(41, seed=12)[1])
    prefixes = [other[: number % 4] for number, other in enumerate(others)]
    prefixes[7] = ["▁the"] * 127  # leaves no room
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        wanted = reference.complete(sources, prefixes, decoding)
    engine = open_ct2(compute_type="float32")
    found = engine.complete(sources, prefixes, decoding)
    assert [hypothesis.pieces for hypothesis in found] == [hypothesis.pieces for hypothesis in wanted]
    assert [hypothesis.finished for hypothesis in found] == [hypothesis.finished for hypothesis in wanted]
    assert np.allclose([h.score for h in found], [h.score for h in wanted], atol=1e-4)
    for source, prefix, one in zip(sources, prefixes, found, strict=True):
        assert one.pieces[: len(prefix)] == tuple(prefix) if source else one.pieces == ()
    assert found[7] == Hypothesis(tuple(prefixes[7]), 0.0, False)
    assert engine.complete(sources, [[]] * 41, decoding) == flat(engine.generate([sources], decoding))


def test_a_completion_does_not_depend_on_the_others(open_ct2: Open, vocabulary: Vocabulary, sources: Batch) -> None:
    sources = sources[:60]
    prefixes = [other[: number % 4] for number, other in enumerate(vocabulary.encode_target(pairs(60, seed=12)[1]))]
    engine = open_ct2(compute_type="int8")
    together = engine.complete(sources, prefixes, Decoding())
    sides = zip(sources, prefixes, strict=True)
    assert [engine.complete([source], [prefix], Decoding())[0] for source, prefix in sides] == together


def test_too_long_a_source_is_refused_by_both(
    open_ct2: Open, taught_checkpoint: Path, vocabulary: Vocabulary, sources: Batch
) -> None:
    longest = [sources[0][0]] * 127
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        for engine in (open_ct2(), reference):
            assert engine.max_source == 127
            assert len(flat(engine.generate([[longest]], Decoding(beam=1)))[0].pieces) <= 127
            with pytest.raises(TooLongError, match="sentence 2 of the batch has 128 subwords, the model takes 127"):
                flat(engine.generate([[sources[0], [*longest, "▁"]]], Decoding(beam=1)))


@pytest.mark.parametrize(
    ("source", "ratio", "extra", "limit"), [(10, 3.0, 20, 50), (100, 3.0, 20, 127), (0, 3.0, 0, 1), (7, 1.5, 0, 10)]
)
def test_output_limit(source: int, ratio: float, extra: int, limit: int) -> None:
    assert output_limit(source, Decoding(max_ratio=ratio, max_extra=extra), 128) == limit


def test_a_loop_is_cut_at_its_own_limit(open_ct2: Open, sources: Batch) -> None:
    decoding = Decoding(beam=1, max_ratio=0.5, max_extra=2)
    for source, hypothesis in zip(sources, flat(open_ct2().generate([sources], decoding)), strict=True):
        limit = output_limit(len(source), decoding, 128)
        assert len(hypothesis.pieces) <= limit
        assert hypothesis.finished or len(hypothesis.pieces) == limit


def test_a_source_without_subwords_becomes_nothing(
    open_ct2: Open, taught_checkpoint: Path, vocabulary: Vocabulary, sources: Batch
) -> None:
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        for engine in (open_ct2(), reference):
            found = flat(engine.generate([[], [[]], [sources[0], []]], Decoding(beam=1)))
            assert [hypothesis == Hypothesis((), 0.0, True) for hypothesis in found] == [True, False, True]


def test_groups_keep_every_sentence_once() -> None:
    batch = [["a"] * length for length in (3, 1, 3, 2, 1, 3)]
    found = groups(batch, [()] * 6, Decoding(), 128)
    assert [(group.indices, group.width) for group in found] == [((1, 4), 2), ((3,), 3), ((0, 2, 5), 4)]
    (one,) = groups(batch, [()] * 6, Decoding(), 128, padded=True)
    assert (one.indices, one.width, one.limits) == ((0, 1, 2, 3, 4, 5), 16, (29, 23, 29, 26, 23, 29))
    assert one.steps == 66


@pytest.mark.parametrize(
    ("tokens", "limit", "pieces", "finished"),
    [
        (["▁a", "b", END], 2, ("▁a", "b"), True),
        (["▁a", "b"], 2, ("▁a", "b"), False),
        (["▁a", "b", "c"], 2, ("▁a", "b"), False),
        (["▁a", "b", "c", END], 2, ("▁a", "b"), False),
    ],
)
def test_trimmed(tokens: list[str], limit: int, pieces: tuple[str, ...], finished: bool) -> None:
    assert trimmed(tokens, -0.5, limit) == Hypothesis(pieces, -0.5, finished)


def test_memory_settings_of_the_user_are_left_alone() -> None:
    assert keep_memory({"MALLOC_ARENA_MAX": "4"}) is False


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"compute_type": "int4"}, "compute_type must be one of auto, int8, float32, not 'int4'"),
        ({"target_vocabulary": "half"}, "target_vocabulary must be one of"),
        ({"workers": -1}, "workers must be 0"),
    ],
)
def test_settings_are_checked(settings: dict[str, object], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        EngineSettings(**settings)  # type: ignore[arg-type]


def test_usable_cores() -> None:
    assert usable_cores() >= 1


def test_a_folder_that_is_no_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=str(tmp_path)):
        CTranslate2Engine(tmp_path, positions=128, settings=EngineSettings())


def test_both_engines_give_a_target_the_same_score(
    open_ct2: Open, taught_checkpoint: Path, vocabulary: Vocabulary, sources: Batch
) -> None:
    targets = [*vocabulary.encode_target([*pairs(198, seed=11)[1], "قطار word"]), ["▁not"]]
    with TransformersEngine(taught_checkpoint, vocabulary, settings=EngineSettings()) as reference:
        wanted = reference.score(sources, targets)
    found = open_ct2(compute_type="float32").score(sources, targets)
    assert (found[-1], wanted[-1]) == (None, None)  # its source is empty
    assert np.allclose(found[:-1], wanted[:-1], atol=1e-4)  # type: ignore[arg-type]


def test_what_was_taught_scores_higher_than_what_belongs_elsewhere(open_ct2: Open, vocabulary: Vocabulary) -> None:
    known = vocabulary.encode([source for source, _ in KNOWN])
    targets = vocabulary.encode_target([target for _, target in KNOWN])
    engine = open_ct2()
    own, others = engine.score(known, targets), engine.score(known, [*targets[1:], targets[0]])
    assert all(one is not None and other is not None and one > other for one, other in zip(own, others, strict=True))


def test_a_score_does_not_depend_on_the_others(open_ct2: Open, vocabulary: Vocabulary, sources: Batch) -> None:
    engine, targets = open_ct2(), vocabulary.encode_target(pairs(200, seed=11)[1])
    alone = [engine.score([source], [target])[0] for source, target in zip(sources, targets, strict=True)]
    together = engine.score(sources, targets)
    assert np.allclose(np.array(together, float), np.array(alone, float), rtol=0, atol=2e-2, equal_nan=True)


def test_what_is_too_long_has_no_score(open_ct2: Open, vocabulary: Vocabulary) -> None:
    source = ["▁في"] * 127
    scored = open_ct2().score([source, [*source, "▁في"], source], [["▁in"] * 127, ["▁in"], ["▁in"] * 128])
    assert [score is None for score in scored] == [False, True, True]
