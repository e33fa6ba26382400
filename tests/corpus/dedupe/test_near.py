"""Which rows count as nearly the same, and which of them stay."""

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.dedupe import BANDS, DedupeSettings, Duplicates, near_duplicates, near_signatures

Row = tuple[str, str]

HALL = (
    "تضم المكتبة الجديدة قاعة للأطفال وقاعة للصحف القديمة قرب محطة القطار.",
    "The new library has a hall for children and a hall for old newspapers near the railway station.",
)
REPORT = (
    "قُتل 3 مدنيين وأصيب آخرون في قصف استهدف سوقا شعبية وسط المدينة صباح اليوم.",
    "3 civilians were killed and others wounded in shelling that hit a market in the city centre this morning.",
)
FIRST_BAND = "a07eae37d25ec247"


def decide(rows: list[Row], scores: list[float] | None = None, settings: DedupeSettings | None = None) -> Duplicates:
    ar, en = zip(*rows, strict=True)
    signatures = near_signatures(ar, en, settings=settings)

    def texts(positions: NDArray[np.int64]) -> Iterator[Row]:
        return (rows[position] for position in positions)

    bands = (signatures[:, band].copy() for band in range(BANDS))
    return near_duplicates(bands, texts, np.array(scores or [0] * len(rows), np.float32), settings=settings)


@pytest.mark.parametrize(
    "other",
    [
        (HALL[0].replace(".", " !"), HALL[1].upper()[:1] + HALL[1][1:-1]),
        ("• " + HALL[0], "- " + HALL[1]),
        ("12. " + HALL[0], "12) " + HALL[1]),
        (HALL[0], HALL[1].replace("newspapers", "newspaper")),
        (HALL[0].replace("قاعة للأطفال", "قاعةللأطفال"), HALL[1]),
        (HALL[0], HALL[1].replace("near the", "close to the")),
    ],
)
def test_the_same_sentence_written_otherwise_goes(other: Row) -> None:
    assert decide([HALL, REPORT, other]).of.tolist() == [-1, -1, 0]


@pytest.mark.parametrize(
    "other",
    [
        (REPORT[0].replace("3", "5"), REPORT[1].replace("3", "5")),
        (REPORT[0].replace("3", "٥"), REPORT[1]),
        (REPORT[0], REPORT[1].replace("3", "Five")),
        (REPORT[0].replace("قُتل", "لم يُقتل"), REPORT[1].replace("were killed", "were not killed")),
        (REPORT[0] + " قال سعيد", REPORT[1].replace("this morning", "in Sanaa")),
    ],
)
def test_other_numbers_names_or_a_negation_make_another_report(other: Row) -> None:
    assert decide([REPORT, other]).stays.all()


def test_a_tenth_is_no_hundredth() -> None:
    ar = "ينبغي أن تكون قيمة المقاومة بين الطرفين {} أوم قبل تشغيل المضخة في الصباح."
    en = "The resistance between the two ends should be {} ohm before the pump is started in the morning."
    assert decide([(ar.format("٠٫١"), en.format("0.1")), (ar.format("٠٫٠١"), en.format("0.01"))]).stays.all()
    assert decide([(ar.format("٠٫١"), en.format("0.1")), (ar.format("0٫1"), en.format("0.1"))]).of.tolist() == [-1, 0]


def test_one_side_alone_makes_no_near_duplicate() -> None:
    other = "A reading room for toddlers and one for the press archive were opened beside the tracks."
    assert decide([HALL, (HALL[0], other)]).stays.all()


def test_short_texts_are_left_alone() -> None:
    rows = [("اسم الملف", "File name"), ("اسم الملفات", "File names")]
    assert not near_signatures(*zip(*rows, strict=True)).any()
    assert decide(rows).stays.all()


def test_the_best_scored_stays_and_takes_only_what_is_alike_to_it() -> None:
    words = HALL[1].rstrip(".").split()
    chain = [(HALL[0], " ".join([*words, *["again and", "again then", "afterwards too"][:more]])) for more in range(4)]
    settings = DedupeSettings(similarity=0.9, side_similarity=0.85)
    assert decide(chain[:2], settings=settings).of.tolist() == [-1, 0]
    assert decide([chain[0], chain[3]], settings=settings).stays.all()
    assert decide(chain, [0.1, 0.9, 0.2, 0.5], settings).of[1] == -1
    taken = [(row, of) for row, of in enumerate(decide(chain, [0.9, 0.5, 0.4, 0.3], settings).of.tolist()) if of >= 0]
    assert (1, 0) in taken
    assert (3, 0) not in taken
    for row, of in taken:
        assert decide([chain[of], chain[row]], settings=settings).of.tolist() == [-1, 0]


def test_signatures_do_not_depend_on_what_is_signed_with_them() -> None:
    rows = [HALL, ("نعم", "yes"), REPORT]
    together = near_signatures(*zip(*rows, strict=True))
    alone = np.concatenate([near_signatures([ar], [en]) for ar, en in rows])
    assert (together == alone).all()
    assert together.shape == (3, BANDS)
    assert f"{together[0, 0]:016x}" == FIRST_BAND


def test_a_text_that_is_missing_is_noticed() -> None:
    signatures = near_signatures([HALL[0]] * 2, [HALL[1]] * 2)
    bands = (signatures[:, band].copy() for band in range(BANDS))
    with pytest.raises(ValueError, match="1 texts were given for 2 rows"):
        near_duplicates(bands, lambda positions: [HALL], np.zeros(2, np.float32))
