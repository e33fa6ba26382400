"""Keys are made, listed and revoked; of a secret only the digest stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.errors import InputError, SettingsError
from service.database.open import Database
from service.keys import Keyring, add_key, list_keys, revoke_key
from tests.conftest import Jisr


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with Database(f"sqlite:///{tmp_path / 'service.sqlite'}") as database:
        yield database


def made(database: Database, name: str, *scopes: str) -> str:
    with database.writing() as session:
        return add_key(session, name, scopes or ("translate",))


def test_a_key_is_found_by_its_secret(database: Database) -> None:
    secret = made(database, "سلمى", "translate", "admin")
    found = Keyring(database).find(secret)
    assert found is not None
    assert (found.name, set(found.scopes)) == ("سلمى", {"translate", "admin"})


@pytest.mark.parametrize("wrong", ["", "jisr_", "x", "\udcff", "‏", "a" * 100_000])
def test_another_secret_finds_none(database: Database, wrong: str) -> None:
    secret = made(database, "salma")
    for guess in (wrong, secret + wrong + "x", secret[:-1], secret.upper()):
        assert Keyring(database).find(guess) is None


def test_the_secret_is_kept_nowhere(database: Database, tmp_path: Path) -> None:
    secrets = [made(database, f"key {n}") for n in range(3)]
    assert len(set(secrets)) == 3
    database.close()
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for secret in secrets:
        assert len(secret) >= 48
        assert secret.encode() not in kept
        assert secret.removeprefix("jisr_").encode() not in kept


def test_a_ring_without_keys_is_empty_and_one_with_a_revoked_key_is_not(database: Database) -> None:
    assert Keyring(database).is_empty
    secret = made(database, "salma")
    with database.writing() as session:
        revoke_key(session, "salma")
    ring = Keyring(database)
    assert not ring.is_empty
    assert ring.find(secret) is None


def test_a_revoked_name_gets_a_new_secret(database: Database) -> None:
    old = made(database, "salma")
    with pytest.raises(InputError, match="jisr keys revoke"):
        made(database, "salma")
    with database.writing() as session:
        revoke_key(session, "salma")
    new = made(database, "salma")
    ring = Keyring(database)
    assert ring.find(old) is None
    assert ring.find(new) is not None
    with database.reading() as session:
        assert [key.name for key in list_keys(session)] == ["salma"]


def test_when_a_key_was_used_is_kept(database: Database) -> None:
    secret = made(database, "salma")
    Keyring(database).find(secret)
    with database.reading() as session:
        (key,) = list_keys(session)
        assert key.used is not None
        assert key.used >= key.created


def test_what_a_key_has_spent_is_added_up_over_processes(database: Database) -> None:
    rings = [Keyring(database) for _ in range(2)]
    key = rings[0].find(made(database, "salma"))
    assert key is not None
    for ring in rings:
        ring.spend(key.id, 1000)
        ring.spend("", 5)
        ring.note()
    rings[1].spend(key.id, 34)
    assert rings[1].spent(key.id) == 2034
    assert rings[0].spent("") == 0


@pytest.mark.parametrize(
    ("name", "scopes", "rate", "said"),
    [
        ("", ("translate",), 0, "visible characters"),
        (" a", ("translate",), 0, "visible characters"),
        ("a\nb", ("translate",), 0, "visible characters"),
        ("a" * 65, ("translate",), 0, "visible characters"),
        ("a", ("translte",), 0, "translate, articles, correct, admin"),
        ("a", (), 0, "opens nothing"),
        ("a", ("translate",), -1, "--rate -1"),
    ],
)
def test_what_is_no_key_is_refused(
    database: Database, name: str, scopes: tuple[str, ...], rate: int, said: str
) -> None:
    with pytest.raises(SettingsError, match=said), database.writing() as session:
        add_key(session, name, scopes, rate)


def test_the_command_line_makes_lists_and_revokes(jisr: Jisr, tmp_path: Path) -> None:
    where = ("--database", f"sqlite:///{tmp_path / 'service.sqlite'}")
    secret = jisr("keys", "add", "salma", "--scopes", "translate, correct", "--rate", "30", *where).stdout.decode()
    assert secret.startswith("jisr_")
    listed = jisr("keys", "list", *where).stdout.decode()
    assert listed.startswith("salma\ttranslate,correct\t30 a minute\t0 characters\tmade 2")
    assert listed.endswith("\tused never\n")
    assert secret.strip() not in listed
    assert jisr("keys", "revoke", "salma", *where).returncode == 0
    assert "\trevoked 2" in jisr("keys", "list", *where).stdout.decode()
    again = jisr("keys", "revoke", "salma", *where)
    assert (again.returncode, again.stdout) == (1, b"")
    assert again.stderr == b"jisr: salma: no valid key has this name; `jisr keys list` shows them\n"
    assert jisr("keys", "add", "salma", "--scopes", "all", *where).returncode == 2
