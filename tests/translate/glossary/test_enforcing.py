"""The bundled model writes what the glossary says, and the rest of the sentence agrees with it."""

import pickle
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.model import Model, load
from tests.conftest import ROOT, Jisr
from translate import Translator
from translate.batches import Batching
from translate.glossary import Glossary, Term, read_glossary
from translate.glossary.enforcing import ENFORCED, UNMET
from translate.memory.store import Memory
from translate.recipe import Recipe
from translate.translation import Translation

if TYPE_CHECKING:
    from ray.cluster_utils import Cluster

EXAMPLE = ROOT / "examples" / "glossary.tsv"
# Our own, of the kind of a report from the front: the same two terms again and again, behind clitics, cut in clauses.
REPORT = (
    "أعلنت قسد أمس سيطرتها على أحياء جديدة في مدينة هجين بعد معارك عنيفة مع تنظيم داعش.",
    "وقال مصدر طبي في هجين لمراسلنا إن المستشفى استقبل جرحى من قسد.",
    "وكان التنظيم قد شن هجوما مباغتا على مواقع لقسد شرق هجين، ثم انسحب منها بعد ساعات نتيجة قصف طيران التحالف الدولي، "
    "فيما واصلت قوات قسد تقدمها نحو الباغوز والسوسة، وأغلقت الطريق بين هجين وديرالزور أمام المدنيين حتى إشعار آخر.",
    "وتخشى قسد من الألغام في هجين.",
)
TOO_OFTEN = " ".join(["قسد"] * 12)  # for the model, which writes it less often


def term(arabic: str, english: str, *flags: str) -> Term:
    return Term(tuple(arabic.split("|")), tuple(english.split("|")) if english else (), frozenset(flags))


def translated(model: Model, texts: Sequence[str], *terms: Term, **settings: object) -> list[Translation]:
    glossary = Glossary(terms)
    return list(Translator(model, glossary=glossary, **settings).translate(texts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("source", "terms", "expected"),
    [
        ("وصلت مسيرة إلى المدينة.", [term("مسيرة", "drone")], r"^A drone \w+"),
        ("أسقط الجيش 20 مسيرة.", [term("مسيرة", "drone")], r"\b20 drones\b"),
        ("شاهدنا مسيرة فوق المدينة.", [term("مسيرة", "explosive drone")], r"\ban explosive drone\b"),
        ("هاجمت مسيرات المدينة.", [term("مسيرات", "drones")], r"\bdrones\b"),
        ("قسد تعلن وقف القتال.", [term("قسد", "QSD")], r"^(The )?QSD announce"),
        ("قسد تعلن وقف القتال.", [term("قسد", "QSD|SDF", "the")], r"^(The )?SDF announce"),
        ("هاجمت قسد مواقع داعش.", [term("داعش", "group", "the")], r"attacked the group's positions"),
        ("هاجمت قسد مواقع داعش.", [term("داعش", "group")], r"attacked group's positions"),
        ("أعلن الجيش وقف إطلاق النار في المدينة.", [term("الجيش", "iArmy", "case")], r"^(The )?iArmy announced"),
        ("وصل الوفد إلى دمشق.", [term("دمشق", "DAMASCUS", "case")], r"in DAMASCUS\.$"),
        ("وصل الوفد إلى دمشق.", [term("دمشق", "damascus|x", "case")], r"in damascus\.$"),
        ("نشرت عنب بلدي تقريرا عن المدينة.", [term("عنب بلدي", "", "keep")], r"عنب بلدي published a report"),
        ("زار الوفد مدينة شلوف أمس.", [term("شلوف", "Şalūf")], r"\bŞalūf yesterday"),
        ("وصل الوفد إلى دمشق.", [term("دمشق", "Damascus")], r"in Damascus\.$"),
        ("وصل الوفد إلى دمشق.", [term("حلب", "Aleppo")], r"in Damascus\.$"),
    ],
)
def test_a_term_is_written_and_the_rest_agrees(bundled: Model, source: str, terms: list[Term], expected: str) -> None:
    (one,) = translated(bundled, [source], *terms)
    (plain,) = Translator(bundled).translate([source])
    assert re.search(expected, one.target), one.target
    assert one.flags == (() if one.target == plain.target else (ENFORCED,))
    assert one.evidence.terms == ()
    assert one.score is not None


def test_several_terms_in_one_sentence(bundled: Model) -> None:
    terms = [term("شخصان", "two civilians"), term("عبوة ناسفة", "IED"), term("الرقة", "Rakka")]
    (one,) = translated(bundled, ["قتل شخصان بانفجار عبوة ناسفة في الرقة."], *terms)
    assert re.search(r"^Two civilians\b.*\bIED\b.*\bRakka\b", one.target), one.target


def test_what_stays_unmet_is_flagged_and_named(bundled: Model) -> None:
    (one,) = translated(bundled, [TOO_OFTEN], term("قسد", "QSD"))
    assert one.flags == (ENFORCED, UNMET)
    assert one.evidence.terms == ("قسد",)
    with Translator(bundled, glossary=Glossary((term("قسد", "QSD"),))) as translator:
        list(translator.translate([TOO_OFTEN, "وصلت قسد.", "وصل الوفد."]))
        report = translator.report
    assert (report.enforced, report.unmet, report.flagged) == (2, 1, 1)
    assert "2 with terms put in, 1 with terms missing; 1 flagged" in str(report)


def test_a_memory_keeps_what_a_glossary_made_apart(bundled: Model, tmp_path: Path) -> None:
    texts, mine = ["وصلت قسد.", TOO_OFTEN], Glossary((term("قسد", "QSD"),))
    with Memory(tmp_path / "memory.sqlite") as memory:
        first = list(Translator(bundled, glossary=mine, memory=memory).translate(texts))
        plain = list(Translator(bundled, memory=memory).translate(texts))
        again = list(Translator(bundled, glossary=mine, memory=memory).translate(texts))
    assert [one.target for one in again] == [one.target for one in first] != [one.target for one in plain]
    assert [one.flags for one in again] == [("memory", *one.flags) for one in first]
    assert [one.evidence for one in again] == [one.evidence for one in first]
    assert again[1].evidence.terms == ("قسد",)


def counted(target: str, *forms: str) -> int:
    return sum(len(re.findall(rf"\b{form}\b", target)) for form in forms)


@pytest.fixture(scope="module")
def report_in_english(bundled: Model) -> list[Translation]:
    with Translator(bundled, glossary=read_glossary(EXAMPLE)) as translator:
        return list(translator.translate(REPORT))


def test_every_term_of_a_report_from_the_front_is_right(report_in_english: list[Translation]) -> None:
    assert "cut" in report_in_english[2].flags
    for one in report_in_english:
        assert counted(one.target, "SDF", "Syrian Democratic Forces") >= one.source.count("قسد"), one.target
        assert counted(one.target, "Hajin") >= one.source.count("هجين"), one.target
        assert UNMET not in one.flags
    assert counted(report_in_english[0].target, "ISIS", "Islamic State") == 1
    assert counted(report_in_english[2].target, "Al-Baghuz", "Al-Susah", "Deir ez-Zor") == 3


def test_what_a_word_means_else_is_left_alone(bundled: Model) -> None:
    source = "هذه سيارة كهربائية هجينة ومحرك هجين."
    with Translator(bundled, glossary=read_glossary(EXAMPLE)) as translator:
        (one,) = translator.translate([source])
    (plain,) = Translator(bundled).translate([source])
    assert one.target == plain.target


def test_company_and_batches_change_nothing(bundled: Model, report_in_english: list[Translation]) -> None:
    glossary = read_glossary(EXAMPLE)
    apart = Translator(bundled, glossary=glossary, batching=Batching(sentences=1, tokens=1, remembered=0))
    assert [one.target for one in apart.translate(REPORT[::-1])] == [one.target for one in report_in_english[::-1]]


def test_glossaries_have_signatures_of_their_own(bundled: Model) -> None:
    first, second = Glossary((term("قسد", "SDF"),)), Glossary((term("قسد", "QSD"),))
    signatures = [Translator(bundled, glossary=glossary).signature for glossary in (None, first, second)]
    assert len(set(signatures)) == 3
    assert Translator(bundled, glossary=Glossary((term("قسد", "SDF"),))).signature == signatures[1]


def test_a_recipe_with_a_glossary_can_be_sent(bundled: Model) -> None:
    recipe = Recipe(glossary=read_glossary(EXAMPLE))
    assert pickle.loads(pickle.dumps(recipe)) == recipe


def test_a_cluster_enforces_alike(cluster: "Cluster", bundled: Model) -> None:
    texts, terms = ["وصلت مسيرة إلى المدينة.", REPORT[2]], (term("مسيرة", "drone"), term("قسد", "QSD"))
    here = translated(bundled, texts, *terms)
    with Translator("bundled", glossary=Glossary(terms), cluster="ray", workers=1) as translator:
        assert list(translator.translate(texts)) == here
    assert all(ENFORCED in one.flags for one in here)


@pytest.fixture(scope="module")
def reference() -> Iterator[Model]:
    with load("bundled", engine="transformers") as model:
        yield model


def test_the_reference_engine_enforces_too(reference: Model) -> None:
    (one,) = translated(reference, ["أسقط الجيش 20 مسيرة."], term("مسيرة", "quadcopter"))
    assert re.search(r"\b20 quadcopters\b", one.target), one.target
    assert one.flags == (ENFORCED,)


def test_the_command_line_takes_a_glossary(jisr: Jisr, tmp_path: Path) -> None:
    (tmp_path / "terms.tsv").write_text("arabic\tenglish\tflags\tnote\nمسيرة\tdrone\t\t\n", encoding="utf-8")
    done = jisr("translate", "--model", "bundled", "--glossary", "terms.tsv", stdin="وصلت مسيرة إلى المدينة.".encode())
    assert done.returncode == 0
    assert done.stdout.decode().startswith("A drone ")
    assert "1 with terms put in, 0 with terms missing" in done.stderr.decode()


@pytest.mark.parametrize(
    ("line", "message"),
    [("مسيرة\n", "terms.tsv, line 2: مسيرة has no English"), ("مسيرة\tdrone\tnoun\n", "line 2: no flag 'noun'")],
)
def test_a_bad_glossary_is_wrong_use(jisr: Jisr, tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "terms.tsv").write_text(f"arabic\tenglish\tflags\tnote\n{line}", encoding="utf-8")
    done = jisr("translate", "--model", "bundled", "--glossary", "terms.tsv", stdin="وصل الوفد.".encode())
    assert done.returncode != 0
    assert message in done.stderr.decode()
