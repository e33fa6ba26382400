"""Scorers by name, and rules that bound their scores."""

import pytest

from corpus.rules import RuleSettings
from corpus.score import Scorer, check_bounds, read_scorer, read_scorers
from corpus.score.bicleaner import Bicleaner
from corpus.score.comet import Comet
from corpus.score.logprob import ModelLogprob
from corpus.score.similarity import Similarity
from models.errors import MissingExtraError, ModelError, SettingsError


@pytest.mark.parametrize(
    ("spec", "scorer"),
    [
        ("similarity", Similarity()),
        ("model=bundled", ModelLogprob("bundled")),
        ("model=Helsinki-NLP/opus-mt-ar-en", ModelLogprob("Helsinki-NLP/opus-mt-ar-en")),
        ("bicleaner", Bicleaner("bitextor/bicleaner-ai-full-en-ar")),
        ("bicleaner=models/ar", Bicleaner("models/ar")),
        ("comet", Comet("Unbabel/wmt22-cometkiwi-da")),
        ("comet=Unbabel/wmt20-comet-qe-da", Comet("Unbabel/wmt20-comet-qe-da")),
    ],
)
def test_names(spec: str, scorer: Scorer) -> None:
    assert read_scorer(spec) == scorer


@pytest.mark.parametrize(
    ("specs", "error"),
    [
        (["similarty"], "there is no score 'similarty'; did you mean 'similarity'?"),
        (["model"], "score model: by which model? Write model=NAME, such as model=bundled"),
        (["comet="], "score comet=: the model's name is missing"),
        (["similarity=LaBSE"], "score similarity=LaBSE: takes no model; write similarity"),
        (["model=bundled", "model=auto"], "score model_logprob: is asked for twice; a row has one: leave one out"),
    ],
)
def test_wrong_names(specs: list[str], error: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read_scorers(specs)
    assert str(raised.value) == error


@pytest.mark.parametrize(
    ("rule", "specs", "error"),
    [
        ("min_similarity", ["model=bundled"], "min_similarity needs --score similarity"),
        ("min_margin", [], "min_margin needs --score similarity"),
        ("min_model_logprob", ["similarity"], "min_model_logprob needs --score model=NAME"),
        ("min_bicleaner", [], "min_bicleaner needs --score bicleaner"),
        ("min_comet", [], "min_comet needs --score comet"),
    ],
)
def test_a_bound_needs_its_score(rule: str, specs: list[str], error: str) -> None:
    rules = RuleSettings.read({rule: "0.5"})
    with pytest.raises(SettingsError) as raised:
        check_bounds(rules, read_scorers(specs))
    assert str(raised.value) == error
    needed = error.rpartition(" ")[2].replace("NAME", "auto")
    check_bounds(rules, read_scorers([needed]))
    check_bounds(RuleSettings.read({"min_alignment": "0.8", "max_numbers": "0.5"}), [])


@pytest.mark.parametrize(
    ("spec", "error"),
    [
        ("bicleaner", "--score bicleaner needs the program bicleaner-ai-classify, .* pipx install bicleaner-ai "),
        ("comet", "--score comet needs the program comet-score, .* pipx install unbabel-comet "),
    ],
)
def test_a_program_that_is_not_installed(spec: str, error: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingExtraError, match=error):
        read_scorer(spec).check()
    with pytest.raises(MissingExtraError, match=error):
        read_scorer(spec).score(["نعم"], ["Yes"])


def test_a_model_that_is_not_here() -> None:
    with pytest.raises(ModelError, match="nobody/nothing is not on this machine: jisr models get nobody/nothing"):
        read_scorer("model=nobody/nothing").check()
