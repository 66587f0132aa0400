"""The papers of a programme: its blank form in both shapes and its guidance, for the command line and for letters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from intake.paper.blank_pdf import blank_form_pdf
from intake.paper.blank_word import blank_form_docx
from intake.paper.guidance import guidance_pdf
from intake.round.programme import Programme

_PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

#: Suffix of a guidance file that is passed on as it is → its media type. Markdown and text are made into a PDF.
_READY = {".pdf": _PDF, ".docx": _WORD, ".odt": "application/vnd.oasis.opendocument.text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper: the file name it goes out under, its media type and its bytes."""

    name: str
    media_type: str
    data: bytes


def blank_forms(programme: Programme, *, send_to: str = "") -> tuple[Paper, ...]:
    """The blank form, fillable PDF first, then Word. ``send_to`` is the address completed forms are mailed to."""
    stem = f"{programme.reference}-form"
    return (
        Paper(name=f"{stem}.pdf", media_type=_PDF, data=blank_form_pdf(programme, send_to=send_to)),
        Paper(name=f"{stem}.docx", media_type=_WORD, data=blank_form_docx(programme, send_to=send_to)),
    )


def guidance_papers(programme: Programme, *, send_to: str = "") -> tuple[Paper, ...]:
    """The pack's guidance files; Markdown and plain text as a PDF in the programme's colours, others as they are."""
    papers = []
    for path in programme.guidance:
        media_type = _READY.get(path.suffix.lower())
        if media_type:
            paper = Paper(name=f"{programme.reference}-{path.name}", media_type=media_type, data=path.read_bytes())
        else:
            data = guidance_pdf(programme, path.read_text(encoding="utf-8"), send_to=send_to)
            paper = Paper(name=f"{programme.reference}-{path.stem}.pdf", media_type=_PDF, data=data)
        papers.append(paper)
    return tuple(papers)


def write_blank_forms(programme: Programme, folder: Path, *, send_to: str = "") -> tuple[Path, ...]:
    """Write the blank form, PDF and Word, and the guidance into ``folder``, which is made where it is missing.

    Returns the paths written: the PDF form, the Word form, then guidance.
    """
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for paper in (*blank_forms(programme, send_to=send_to), *guidance_papers(programme, send_to=send_to)):
        path = folder / paper.name
        path.write_bytes(paper.data)
        paths.append(path)
    return tuple(paths)
