"""The table of layouts: every way a completed form arrives, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tests.corpus.layouts import (
    mail,
    own,
    pdf_flat,
    pdf_form,
    web,
    word,
    word_controls,
    word_edits,
    word_loose,
    workbook,
)
from tests.corpus.sheet import Sheet


class Converter(StrEnum):
    """The program that makes the final file from what a layout writes; NONE where it is final already."""

    NONE = ""
    LIBREOFFICE = "soffice"
    CHROMIUM = "chromium"
    SCANNER = "scanner"  # `layouts.scan`, by poppler and Pillow


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One way of writing a form down.

    ``write`` gives the bytes of a ``source`` file; where ``converter`` is set they become a ``suffix`` file, for
    LibreOffice through ``filter``. A ``held_out`` layout is never tuned on. ``is_own`` marks the service's own blank
    form, which knows no variants.
    """

    name: str
    suffix: str
    write: Callable[[Sheet], bytes]
    converter: Converter = Converter.NONE
    source: str = ""
    filter: str = ""
    held_out: bool = False
    is_own: bool = False

    @property
    def family(self) -> str:
        """The format a reader meets: the first word of the name."""
        return self.name.split("/")[0]


def _office(name: str, suffix: str, write: Callable[[Sheet], bytes], source: str, **more: bool | str) -> Layout:
    filter_ = str(more.get("filter", ""))
    held_out = bool(more.get("held_out", False))
    return Layout(
        name=name,
        suffix=suffix,
        write=write,
        converter=Converter.LIBREOFFICE,
        source=source,
        filter=filter_,
        held_out=held_out,
    )


def _scan(name: str, write: Callable[[Sheet], bytes], quality: str, *, held_out: bool = False) -> Layout:
    return Layout(
        name=name,
        suffix="pdf",
        write=write,
        converter=Converter.SCANNER,
        source="pdf",
        filter=quality,
        held_out=held_out,
    )


def _html(write: Callable[[Sheet], str]) -> Callable[[Sheet], bytes]:
    return lambda sheet: write(sheet).encode()


#: Written straight away, no other program needed.
_DIRECT = (
    Layout(name="pdf-form/own", suffix="pdf", write=own.pdf, is_own=True),
    Layout(name="word/own", suffix="docx", write=own.word, is_own=True),
    Layout(name="pdf-form/keys", suffix="pdf", write=pdf_form.keys),
    Layout(name="pdf-form/labels", suffix="pdf", write=pdf_form.labels),
    Layout(name="pdf-form/nameless", suffix="pdf", write=pdf_form.nameless),
    Layout(name="pdf-form/tooltips", suffix="pdf", write=pdf_form.tooltips),
    Layout(name="pdf-form/bare", suffix="pdf", write=pdf_form.bare, held_out=True),
    Layout(name="pdf-flat/flattened", suffix="pdf", write=pdf_form.flattened),
    Layout(name="pdf-flat/boxed", suffix="pdf", write=pdf_flat.boxed),
    Layout(name="pdf-flat/stacked", suffix="pdf", write=pdf_flat.stacked),
    Layout(name="pdf-flat/inline", suffix="pdf", write=pdf_flat.inline),
    Layout(name="pdf-flat/two-labels", suffix="pdf", write=pdf_flat.two_labels),
    Layout(name="pdf-flat/two-columns", suffix="pdf", write=pdf_flat.two_columns),
    Layout(name="word/label-left", suffix="docx", write=word.label_left),
    Layout(name="word/stacked", suffix="docx", write=word.stacked),
    Layout(name="word/beneath", suffix="docx", write=word.beneath),
    Layout(name="word/inline", suffix="docx", write=word.inline),
    Layout(name="word/controls", suffix="docx", write=word_controls.tagged),
    Layout(name="word/controls-untagged", suffix="docx", write=word_controls.untagged),
    Layout(name="word/legacy", suffix="docx", write=word_controls.legacy),
    Layout(name="word/text-boxes", suffix="docx", write=word_edits.text_boxes, held_out=True),
    Layout(name="word/tracked", suffix="docx", write=word_edits.tracked),
    Layout(name="word/struck", suffix="docx", write=word_edits.struck),
    Layout(name="word/coloured", suffix="docx", write=word_loose.coloured),
    Layout(name="word/run-on", suffix="docx", write=word_loose.run_on),
    Layout(name="body/plain", suffix="eml", write=mail.plain),
    Layout(name="body/plain-beneath", suffix="eml", write=mail.plain_beneath, held_out=True),
    Layout(name="body/wrapped", suffix="eml", write=mail.wrapped),
    Layout(name="body/quoted", suffix="eml", write=mail.quoted),
    Layout(name="body/html-grid", suffix="eml", write=mail.html_grid),
    Layout(name="body/html-headed", suffix="eml", write=mail.html_headed),
    Layout(name="body/html-listed", suffix="eml", write=mail.html_listed, held_out=True),
    Layout(name="body/html-divisions", suffix="eml", write=mail.html_divisions),
    Layout(name="body/html-outlook", suffix="eml", write=mail.html_outlook),
)

#: Through LibreOffice or Chromium.
_CONVERTED = (
    _office("pdf-office/label-left", "pdf", word.label_left, "docx"),
    _office("pdf-office/stacked", "pdf", word.stacked, "docx"),
    _office("pdf-office/beneath", "pdf", word.beneath, "docx"),
    _office("pdf-office/inline", "pdf", word.inline, "docx"),
    _office("pdf-office/unruled", "pdf", word_loose.unruled, "docx"),
    _office("pdf-office/coloured", "pdf", word_loose.coloured, "docx"),
    _office("pdf-office/from-html", "pdf", _html(web.grid), "html", filter="writer_pdf_Export"),
    Layout(name="pdf-browser/grid", suffix="pdf", write=_html(web.grid), converter=Converter.CHROMIUM, source="html"),
    Layout(
        name="pdf-browser/headed", suffix="pdf", write=_html(web.headed), converter=Converter.CHROMIUM, source="html"
    ),
    Layout(
        name="pdf-browser/divisions",
        suffix="pdf",
        write=_html(web.divisions),
        converter=Converter.CHROMIUM,
        source="html",
        held_out=True,
    ),
    _office("word/resaved-label-left", "docx", word.label_left, "odt-docx", filter="MS Word 2007 XML"),
    _office("word/resaved-beneath", "docx", word.beneath, "odt-docx", filter="MS Word 2007 XML", held_out=True),
    _office("odt/label-left", "odt", word.label_left, "docx"),
    _office("odt/stacked", "odt", word.stacked, "docx"),
    _office("odt/beneath", "odt", word.beneath, "docx"),
    _office("rtf/label-left", "rtf", word.label_left, "docx"),
    _office("rtf/inline", "rtf", word.inline, "docx"),
    _scan("scan/200dpi-boxed", pdf_flat.boxed, "office"),
    _scan("scan/200dpi-stacked", pdf_flat.stacked, "office"),
    _scan("scan/200dpi-inline", pdf_flat.inline, "office", held_out=True),
    _scan("scan/150dpi-boxed", pdf_flat.boxed, "poor"),
    _scan("scan/150dpi-flattened", pdf_form.flattened, "poor"),
    _scan("scan/150dpi-worn", pdf_flat.stacked, "worn"),
    _scan("scan/150dpi-inline", pdf_flat.inline, "worn", held_out=True),
    _scan("scan/150dpi-two-labels", pdf_flat.two_labels, "poor", held_out=True),
    _scan("scan/200dpi-photograph", pdf_flat.boxed, "photograph", held_out=True),
    Layout(name="sheet/label-left", suffix="xlsx", write=workbook.label_left),
    Layout(name="sheet/apart", suffix="xlsx", write=workbook.apart),
    Layout(name="sheet/beneath", suffix="xlsx", write=workbook.beneath),
    _office("doc/label-left", "doc", word.label_left, "docx", filter="MS Word 97"),
)

LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in (*_DIRECT, *_CONVERTED)}
