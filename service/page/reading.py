"""An article's page: read, corrected, approved, deleted."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from models.errors import InputError, JisrError
from service.access import Calling, allow, own_article
from service.api.articles import remove
from service.articles.again import try_again
from service.articles.correct import approve, correct
from service.articles.read import SentenceView
from service.page.parts import SHOWS, read_part
from service.page.refusal import PageRoute, status_of
from service.page.rendering import model_state, render, wants_json
from service.page.shown import Place, is_first, shown
from service.running import Running, Service

_FORMATS = {
    "docx": "Word (docx)", "html": "Web page (html)", "txt": "Text (txt)", "tmx": "Translation memory (tmx)",
    "jsonl": "Sentences (jsonl)", "original": "Its own format, in English",
}  # fmt: skip

_READERS = [Depends(allow("articles")), Depends(own_article)]

router = APIRouter(prefix="/read", route_class=PageRoute, include_in_schema=False)


@router.get("/{article_id}", dependencies=_READERS)
def read(
    service: Running, article_id: str, version: int | None = None, show: str = "",
    part: int = 1, edit: int | None = None,
) -> Response:  # fmt: skip
    """An article, Arabic and English beside each other; `edit`: the sentence that is open to be edited."""
    place = Place(article_id, version, show if show in SHOWS else "", part)
    return _page(service, place, edit=edit)


@router.post("/{article_id}/delete", dependencies=_READERS)
def delete(service: Running, article_id: str) -> Response:
    """Delete an article and go back to the others."""
    remove(service, article_id)
    return RedirectResponse("/", 303)


@router.post("/{article_id}/{number}/again", dependencies=_READERS)
def again(service: Running, article_id: str, number: int) -> Response:
    """Have a version that has failed translated once more."""
    try_again(service, article_id, number)
    return RedirectResponse(f"/read/{article_id}?version={number}", 303)


@router.post("/{article_id}/{number}/{position}", dependencies=[Depends(allow("correct")), Depends(own_article)])
def put_right(
    request: Request, service: Running, caller: Calling, article_id: str, number: int, position: int,
    do: Annotated[str, Form()], target: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """Save what a person wrote (`do` is save), take it back (back), approve it or not (approve, unapprove)."""
    try:
        view = _done(service, caller.name, article_id, number, position, do, target)
    except JisrError as error:
        if wants_json(request):
            raise
        place = Place(article_id, number)
        if do != "save":
            return _page(service, place, error=str(error), status=status_of(error))
        return _page(service, place, edit=position, draft=target, edit_error=str(error), status=status_of(error))
    if wants_json(request):
        return JSONResponse(asdict(shown(view)))
    own = f"/read/{article_id}"
    return RedirectResponse(f"{back if back.startswith(own) else f'{own}?version={number}'}#s{position}", 303)


def _done(
    service: Service, editor: str, article_id: str, number: int, position: int, do: str, target: str
) -> SentenceView:
    if do in ("save", "back"):
        text = target.replace("\r\n", "\n").strip()  # as forms send it
        return correct(service, article_id, number, position, text if do == "save" else "", editor=editor)
    if do in ("approve", "unapprove"):
        return approve(service, article_id, number, position, do == "approve", editor=editor)
    raise InputError(f"do={do[:40]}: must be save, back, approve or unapprove")


def _page(service: Service, place: Place, *, edit: int | None = None, status: int = 200, **values: Any) -> Response:
    with service.database.reading() as session:
        part = read_part(session, place, edit)
    title = part.article.title or part.article.name or "Untitled"
    empty = {"error": "", "draft": None, "edit_error": ""}
    return render(
        "read.html", status, part=part, article=part.article, version=part.version, at=part.place, edit=edit,
        title=title, title_is_first=part.place.part == 1 and is_first(title, part.blocks), formats=_FORMATS.items(),
        post=f"/read/{part.article.id}/{part.version.number}", model=model_state(service), **empty | values,
    )  # fmt: skip
