"""A pack's form as the readers and the writers of forms know it: `parsers.form.FormDefinition` from ``[form]``."""

from __future__ import annotations

from intake.round.pack_file import FieldTable, FormTable, PackFile
from parsers.form import Column, FieldType, FormDefinition, FormField, FormSection

#: Types for which a least and a most, a limit of words, or options mean something.
_NUMERIC = frozenset({FieldType.NUMBER, FieldType.MONEY})
_WORDED = frozenset({FieldType.TEXT, FieldType.PARAGRAPHS})
_OPTIONED = frozenset({FieldType.CHOICE, FieldType.CHOICES})


def form_of(file: PackFile) -> FormDefinition:
    """The form of a pack, its fields in the order they are printed in."""
    form = file.form
    title = form.title or f"{file.programme.name}: application form"
    sections = tuple(FormSection(key=item.key, title=item.title, help=item.help) for item in form.section)
    sections = sections or (FormSection(key="form", title=title),)
    return FormDefinition(
        programme=file.programme.name,
        organisation=file.brand.organisation,
        title=title,
        sections=sections,
        fields=tuple(_field(item, otherwise=sections[0].key) for item in _in_printed_order(form)),
        edition=form.edition,
        currency=file.programme.currency,
        day_first=form.day_first,
        guidance=form.introduction,
    )


def _in_printed_order(form: FormTable) -> list[FieldTable]:
    """The fields by section, in the order of the file within each."""
    order = {section.key: place for place, section in enumerate(form.section)}
    return sorted(form.field, key=lambda item: order.get(item.section, 0))


def _field(item: FieldTable, *, otherwise: str) -> FormField:
    """One question. Limits that mean nothing for its type are passed over."""
    numeric, worded = item.type in _NUMERIC, item.type in _WORDED
    return FormField(
        key=item.key,
        section=item.section or otherwise,
        label=item.label,
        type=item.type,
        aliases=item.aliases,
        short_label=item.short_label,
        required=item.required,
        max_words=item.max_words if worded else None,
        minimum=item.minimum if numeric else None,
        maximum=item.maximum if numeric else None,
        options=item.options if item.type in _OPTIONED else (),
        columns=tuple(Column(**column.model_dump()) for column in item.columns),
        rows=item.rows,
        help=item.help,
    )
