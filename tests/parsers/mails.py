"""What the mail tests share: the samples, and a small form like the one that is filled in them."""

from __future__ import annotations

from pathlib import Path

from parsers.form import FieldType, FormDefinition, FormField, FormSection

SAMPLES = Path(__file__).parents[1] / "samples" / "mail"


def sample(name: str) -> bytes:
    """The bytes of one ugly mail."""
    return (SAMPLES / f"{name}.eml").read_bytes()


def _field(key: str, label: str, type_: FieldType) -> FormField:
    return FormField(key=key, section="form", label=label, type=type_, required=True)


FORM = FormDefinition(
    programme="Delivering Differently",
    title="Expression of interest",
    sections=(FormSection(key="form", title="The application"),),
    fields=(
        _field("authority", "Name of lead local authority", FieldType.AUTHORITY),
        _field("lead", "Name of project lead", FieldType.TEXT),
        _field("email", "Email address of project lead", FieldType.EMAIL),
        _field("phone", "Telephone number of project lead", FieldType.PHONE),
        _field("service", "Service or services concerned", FieldType.TEXT),
        _field("amount", "Amount of support requested", FieldType.MONEY),
        _field("why", "Why do you want to deliver this service differently?", FieldType.PARAGRAPHS),
    ),
)
ANSWERS = {
    "authority": "Walsall Metropolitan Borough Council",
    "lead": "Priya Nair",
    "email": "priya.nair@walsall.example",
    "phone": "01632 960123",
    "service": "Adult and community college",
    "amount": "85000.00",
    "why": "Demand grows each year while the budget shrinks, and learners tell us the times do not suit them.",
}
