"""Make the documents of tests/translate/documents/made: with programs that are not jisr, from the texts of the tests.

    PYTHONPATH=. python scripts/make_test_documents.py

Needs Debian's chromium, libreoffice-writer, pandoc and fonts-noto-core, which the tests then do without.
"""

import subprocess
import tempfile
from pathlib import Path

from tests.translate.documents.test_epub import BOOK
from tests.translate.documents.test_html import NEWS
from tests.translate.documents.test_pdf import PAGE, PRINTED

MADE = Path(__file__).parents[1] / "tests" / "translate" / "documents" / "made"
LOCK = ':{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'


def main() -> None:
    MADE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        for name, page in PRINTED.items():
            (here / "a.html").write_text(page, encoding="utf-8")
            heads = ["--no-pdf-header-footer"] if name in ("columns", "english") else []
            command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", *heads, "--print-to-pdf=a.pdf"]
            run(here, *command, "a.html")
            (MADE / f"{name}.pdf").write_bytes((here / "a.pdf").read_bytes())
        (here / "a.html").write_text(PAGE, encoding="utf-8")
        run(here, "pandoc", "a.html", "-o", "a.docx", "-M", "dir=rtl")
        for name, options in (("office", ""), ("encrypted", LOCK)):
            office(here, f"pdf:writer_pdf_Export{options}", "a.docx")
            (MADE / f"{name}.pdf").write_bytes((here / "a.pdf").read_bytes())
        (here / "b.md").write_text(BOOK, encoding="utf-8")
        run(here, "pandoc", "b.md", "-o", str(MADE / "pandoc.epub"))
        run(here, "pandoc", "b.md", "-o", "b.odt")
        office(here, "epub", "b.odt")
        (MADE / "office.epub").write_bytes((here / "b.epub").read_bytes())
        (here / "c.html").write_text(NEWS, encoding="utf-8")
        office(here, "html:HTML (StarWriter)", "c.html", "--outdir", "out")
        (MADE / "office.html").write_bytes((here / "out" / "c.html").read_bytes())


def office(here: Path, kind: str, file: str, *more: str) -> None:
    profile = f"-env:UserInstallation=file://{here}/profile"
    run(here, "soffice", profile, "--headless", "--convert-to", kind, *more, file)


def run(here: Path, *command: str) -> None:
    subprocess.run(command, cwd=here, check=True, capture_output=True)


if __name__ == "__main__":
    main()
