"""XFA forms (Adobe LiveCycle): the values in the datasets packet, as fields named by their place in the data.

Read only where the form has no AcroForm fields that say the same: a static XFA form carries both. The template gives
each field its caption.
"""

from __future__ import annotations

import pikepdf
from lxml import etree
from pikepdf import Array, Dictionary, Stream

from parsers.document import ControlKind, NativeField
from parsers.formats import glyphs, limits
from parsers.formats.pdf_answers import text_of

_DATA = "{http://www.xfa.org/schema/xfa-data/1.0/}data"


def has_xfa(pdf: pikepdf.Pdf) -> bool:
    """Whether the document is an XFA form of any sort."""
    form = pdf.Root.get("/AcroForm")
    return isinstance(form, Dictionary) and "/XFA" in form


def read_xfa(pdf: pikepdf.Pdf) -> tuple[NativeField, ...]:
    """The values of the datasets packet, in document order; nothing where there is none."""
    packets = _packets(pdf)
    whole = packets.get("")
    datasets, template = packets.get("datasets", whole), packets.get("template", whole)
    data = None if datasets is None else next(datasets.iter(_DATA), None)
    if data is None:
        return ()
    captions = {} if template is None else _captions(template)
    fields: list[NativeField] = []
    for leaf in data.iter(etree.Element):
        if len(leaf) or leaf is data or len(fields) >= limits.MAX_FIELDS:
            continue
        name = _local(leaf)
        path = [name]
        for parent in leaf.iterancestors():
            if parent is data:
                break
            path.append(_local(parent))
        value = glyphs.clean(leaf.text or "").strip() or None
        fields.append(
            NativeField(
                name=".".join(reversed(path)),
                kind=ControlKind.TEXT,
                value=value,
                values=(value,) if value else (),
                label=captions.get(name, ""),
            )
        )
    return tuple(fields)


def _packets(pdf: pikepdf.Pdf) -> dict[str, etree._Element]:
    """The XML packets by name; "" is the whole form in one stream."""
    form = pdf.Root.get("/AcroForm")
    held = form.get("/XFA") if isinstance(form, Dictionary) else None
    streams: dict[str, object] = {}
    if isinstance(held, Array):
        items = list(held)
        streams = {text_of(name): stream for name, stream in zip(items[::2], items[1::2], strict=False)}
    elif isinstance(held, Stream):
        streams = {"": held}
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True)
    packets: dict[str, etree._Element] = {}
    for name in ("", "datasets", "template"):
        stream = streams.get(name)
        if isinstance(stream, Stream):
            try:
                root = etree.fromstring(stream.read_bytes()[: limits.MAX_MEMBER_BYTES], parser)
            except (etree.XMLSyntaxError, ValueError, pikepdf.PdfError):
                continue
            if root is not None:
                packets[name] = root
    return packets


def _captions(template: etree._Element) -> dict[str, str]:
    """The caption of each field of the template, by the field's name."""
    captions: dict[str, str] = {}
    for field in template.iter("{*}field"):
        caption = field.find("{*}caption")
        name = field.get("name")
        if caption is not None and name:
            text = " ".join("".join(str(part) for part in caption.itertext()).split())
            captions.setdefault(name, text)
    return captions


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)
