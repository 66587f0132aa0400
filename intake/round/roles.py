"""Which fields are which, for the few the service itself needs: as the pack says, else by type and wording."""

from __future__ import annotations

from intake.round.pack_file import RolesTable
from parsers.form import FieldType, FormDefinition, FormField

_PERSON = ("name", "contact", "person", "correspondent", "lead", "officer")
_ASKED_FOR = ("request", "grant", "support", "ask", "sought", "apply")
_NO_PERSON = ("organisation", "authority", "council", "company", "body", "title", "position", "project name", "number")


def roles_of(form: FormDefinition, given: RolesTable) -> dict[str, str]:
    """The key of the field for every role, "" where the form has none.

    What the pack gives holds. Of the others, the authority and the email are the first required field of their type,
    else the first; the amount likewise, among those that speak of asking where any does; the partners are the first
    table with a column of authorities, else one that says "partner"; a joint bid is the first yes or no that says
    "joint" or "partner"; the contact's name is the text that stands nearest before the email in its section and
    speaks of a person.
    """
    email = given.contact_email or _first(form, FieldType.EMAIL)
    return {
        "authority": given.authority or _first(form, FieldType.AUTHORITY),
        "partners": given.partners or _partners(form),
        "joint": given.joint or _first(form, FieldType.YES_NO, saying=("joint", "partner")),
        "contact_name": given.contact_name or _contact_name(form, email),
        "contact_email": email,
        "amount": given.amount or _first(form, FieldType.MONEY, saying=_ASKED_FOR) or _first(form, FieldType.MONEY),
    }


def _says(field: FormField, words: tuple[str, ...]) -> bool:
    text = f"{field.key} {field.label} {field.short_label}".casefold()
    return any(word in text for word in words)


def _first(form: FormDefinition, kind: FieldType, *, saying: tuple[str, ...] = ("",)) -> str:
    """The key of the first field of a type that says one of the words, a required one before others."""
    found = [field for field in form.fields if field.type is kind and _says(field, saying)]
    return next((field.key for field in sorted(found, key=lambda field: not field.required)), "")


def _partners(form: FormDefinition) -> str:
    tables = [field for field in form.fields if field.type is FieldType.TABLE]
    named = [field for field in tables if any(column.type is FieldType.AUTHORITY for column in field.columns)]
    return named[0].key if named else _first(form, FieldType.TABLE, saying=("partner",))


def _contact_name(form: FormDefinition, email: str) -> str:
    if not email:
        return ""
    fields = form.of_section(form.by_key[email].section)
    place = [field.key for field in fields].index(email)
    nearest = (*reversed(fields[:place]), *fields[place:])
    people = (field for field in nearest if field.type is FieldType.TEXT and _says(field, _PERSON))
    return next((field.key for field in people if not _says(field, _NO_PERSON)), "")
