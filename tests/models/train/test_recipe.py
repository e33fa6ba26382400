import dataclasses
from pathlib import Path

import pytest

from models.errors import SettingsError
from models.train.recipe import Source, read_recipe
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("rate = 3e-3", "rat = 3e-3", "unknown setting 'rat'; did you mean 'rate'"),
        ("updates = 24", "updates = '24'", "updates must be int, not '24'"),
        ("updates = 24", "", "missing setting 'updates'"),
        ("heads = 2", "heads = 3", "multiple of shape.heads"),
        ("max_tokens = 40", "max_tokens = 64", "under shape.positions"),
        ("warmup = 6", "warmup = 30", "more than schedule.updates"),
        ('data = "data"', 'data = ["data"]\ndirection = "en-de"', "direction must be one of ar-en, en-ar, not 'en-de'"),
        ('name = "small world"', "name = small", "not valid TOML"),
    ],
)
def test_a_wrong_recipe_is_refused_with_the_setting_named(world: Path, old: str, new: str, message: str) -> None:
    path = world / "recipe.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(SettingsError, match=message) as caught:
        read_recipe(path)
    assert str(path) in str(caught.value)


def test_a_missing_recipe_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such recipe"):
        read_recipe(tmp_path / "none.toml")


def test_the_signature_follows_data_and_shape_but_not_the_schedule_s_length(world: Path) -> None:
    path = world / "recipe.toml"
    text = path.read_text(encoding="utf-8")
    signature = read_recipe(path).signature()
    path.write_text(text.replace("updates = 24", "updates = 48"), encoding="utf-8")
    assert read_recipe(path).signature() == signature
    path.write_text(text.replace("weight = 0.5", "weight = 0.6"), encoding="utf-8")
    assert read_recipe(path).signature() != signature


def test_a_recipe_can_change_another(world: Path) -> None:
    first = read_recipe(world / "recipe.toml")
    path = world / "second.toml"
    path.write_text('base = "recipe.toml"\nlexicon = false\n[schedule]\nupdates = 30\n', encoding="utf-8")
    expected = dataclasses.replace(first, lexicon=False, schedule=dataclasses.replace(first.schedule, updates=30))
    assert read_recipe(path) == expected
    (world / "third.toml").write_text('base = "second.toml"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"base must be the file of a recipe that has no base itself, not 'second"):
        read_recipe(world / "third.toml")
    path.write_text("base = 3\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="not 3"):
        read_recipe(path)
    path.write_text('base = "none.toml"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"none\.toml: no such recipe"):
        read_recipe(path)


def test_sources_of_little_weight_can_be_left_out(world: Path) -> None:
    path = world / "second.toml"
    path.write_text('base = "recipe.toml"\nleast_weight = 0.6\n', encoding="utf-8")
    assert [source.files for source in read_recipe(path).sources] == ["main.tsv.gz"]
    path.write_text('base = "recipe.toml"\nwithout = ["*main*"]\n', encoding="utf-8")
    assert "main.tsv.gz" not in [source.files for source in read_recipe(path).sources]
    path.write_text('base = "recipe.toml"\nleast_weight = 0.6\nwithout = ["*main*"]\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"second\.toml: no \[\[sources\]\] of least_weight or more"):
        read_recipe(path)
    path.write_text('base = "recipe.toml"\nleast_weight = 2\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"second\.toml: no \[\[sources\]\] of least_weight or more"):
        read_recipe(path)


def test_a_stage_puts_sources_of_its_own_before_those_of_its_base(world: Path) -> None:
    base = read_recipe(world / "recipe.toml").sources
    path = world / "second.toml"
    path.write_text('base = "recipe.toml"\n[[first]]\nfiles = "new.tsv.gz"\nweight = 10\n', encoding="utf-8")
    assert read_recipe(path).sources == (Source(files="new.tsv.gz", weight=10.0), *base)


@pytest.mark.parametrize("name", sorted(file.name for file in (ROOT / "models/bundled").glob("recipe*.toml")))
def test_the_bundled_model_s_recipe_is_valid_and_uses_licensed_data_only(name: str) -> None:
    recipe = read_recipe(ROOT / "models" / "bundled" / name)
    assert recipe.sources
    assert not [source for source in recipe.sources if "unlicensed" in source.files or not source.licence]
