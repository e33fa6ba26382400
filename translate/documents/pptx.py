"""PowerPoint: the paragraphs of slides, their notes, tables, charts and comments are blocks."""

from translate.documents.drawing import Drawing
from translate.documents.formats import Reading
from translate.documents.office import TITLE, Member, Office, Plain
from translate.documents.opc import typed_members
from translate.documents.package import Package

_WORDS = ("slide", "notesSlide", "chart", "diagramData", "diagramDrawing")
_LOOKS = ("main", "slideMaster", "slideLayout", "notesMaster", "tableStyles", "handoutMaster")
_COMMENT = Plain("{*}text")


class Pptx(Office):
    """Words in, words out; shapes, pictures and animations stay, and the text runs from left to right."""

    kind = "PowerPoint presentation (.pptx)"

    def __init__(self, reading: Reading) -> None:
        """A presentation says itself where its paragraphs end: nothing of `reading` applies."""

    def members(self, package: Package) -> list[Member]:
        """The slides, what belongs to them, and the title."""
        types = typed_members(package, "PowerPoint", self.kind)
        drawing = Drawing()
        found = [Member(one.name, drawing) for role in _WORDS for one in types if one.role == role]
        found += [
            # PowerPoint's newer comments have paragraphs, the older are plain text.
            Member(one.name, drawing if "modernComment" in one.name else _COMMENT)
            for one in types
            if one.role == "comments"
        ]
        found += [Member(one.name, TITLE) for one in types if one.role == "core-properties"]
        return [*found, *(Member(one.name, drawing, words=False) for one in types if one.role in _LOOKS)]
