"""What of a folder has arrived, and what is left alone."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from models.errors import InputError
from service.inbox.arrivals import Folder, Look, count_others, read_file
from tests.service.articles.waiting import until

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Make a file that was changed so many seconds ago."""

    def make(name: str, content: str = "خبر", age: float = 60) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        os.utime(path, (time.time() - age,) * 2)
        return path

    return make


def names(look: Look, folder: Path) -> list[str]:
    return [str(Path(one.place).relative_to(folder)) for one in look.arrivals]


def test_files_of_known_kinds_arrive_and_the_rest_is_left_alone(put: Put, tmp_path: Path) -> None:
    for name in ("خبر عاجل.txt", "b.DOCX", "sub/deep/c.html", "out2/w.txt"):
        put(name)
    for name in (".hidden.txt", "~$b.docx", ".git/x.txt", "@eaDir/y.txt", "out/z.txt"):
        put(name)
    for name in ("d.txt.part", "e.pdf.crdownload", "image.jpg", "noending", "archive.zip"):
        put(name)
    found = Folder(tmp_path, tmp_path / "out").look()
    assert names(found, tmp_path) == ["b.DOCX", "خبر عاجل.txt", "out2/w.txt", "sub/deep/c.html"]
    assert (found.moving, found.problems) == (0, ())
    assert count_others(tmp_path, tmp_path / "out") == 5


def test_a_file_that_is_being_written_arrives_when_it_is_whole(put: Put, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    path = put("a.txt", "نصف", age=0)
    assert (folder.look().arrivals, folder.look().moving) == ((), 1)
    with path.open("a", encoding="utf-8") as file:
        file.write(" والباقي")
    size = path.stat().st_size
    (arrival,) = until(lambda: folder.look().arrivals)
    assert arrival.identity == f"{path} {path.stat().st_mtime_ns}-{size}"
    assert time.time() - path.stat().st_mtime >= 2


def test_a_clock_that_is_ahead_holds_nothing_up(put: Put, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    put("a.txt", age=-86_400)  # a file server whose clock is a day ahead
    assert not folder.look().arrivals
    assert len(until(lambda: folder.look().arrivals)) == 1


def test_a_file_that_is_replaced_is_another(put: Put, tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    path = put("a.txt", "أول")
    (first,) = folder.look().arrivals
    assert folder.look().arrivals == (first,)
    put("a.txt", "ثان", age=30)
    (second,) = folder.look().arrivals
    assert (first.place, first.identity) != (second.place, second.identity) and first.place == second.place
    assert read_file(first.identity, path, 100) is None
    assert read_file(second.identity, path, 100) == "ثان".encode()
    with pytest.raises(InputError, match=r"a\.txt: is larger than 3 bytes"):
        read_file(second.identity, path, 3)
    path.unlink()
    assert read_file(second.identity, path, 100) is None


def test_links_do_not_lead_out(put: Put, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "secret.txt").write_text("سر", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(outside / "secret.txt")
    (tmp_path / "folder").symlink_to(outside)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nothing.txt")
    (tmp_path / "own.txt").symlink_to(put("a.txt"))
    os.mkfifo(tmp_path / "pipe.txt")
    found = Folder(tmp_path).look()
    assert names(found, tmp_path) == ["a.txt", "own.txt"]
    assert found.problems == (
        f"{tmp_path}/link.txt: is a link that leads out of the folder; put the file itself there",
    )


def test_a_name_that_is_no_text_is_told(put: Put, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xe3\xed.txt"
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY))
    put("a.txt")
    found = Folder(tmp_path).look()
    assert names(found, tmp_path) == ["a.txt"]
    assert found.problems == (f"{path!r}: has a name that is no UTF-8; give it another",)


def test_a_folder_that_has_gone_says_so(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "in")
    with pytest.raises(InputError, match="in: is not there, or no folder any more"):
        folder.look()
    (tmp_path / "in").symlink_to("/etc")
    with pytest.raises(InputError, match="no folder any more"):
        folder.look()
    (tmp_path / "in").unlink()
    (tmp_path / "in").mkdir()
    assert folder.look() == Look((), 0, ())
