"""Completed forms as councils send them: the pack's own Word form filled in, or typed into the mail."""

from __future__ import annotations

from dataclasses import dataclass

from intake.paper.blank_word import blank_form_docx
from intake.paper.filled_word import filled_form_docx
from intake.round.programme import Programme
from intake.simulation.answers import Answers, Written
from intake.simulation.mails import File
from parsers.form import FieldType, FormField

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TICKED = frozenset({FieldType.CHOICES, FieldType.YES_NO, FieldType.CONFIRM})


@dataclass(frozen=True, slots=True)
class Forms:
    """The blank form of a programme, ready to be filled in many times."""

    programme: Programme
    blank: bytes

    @classmethod
    def of(cls, programme: Programme, *, send_to: str) -> Forms:
        """The forms of a programme, to be mailed to ``send_to``."""
        return cls(programme, blank_form_docx(programme, send_to=send_to))

    def word(self, answers: Answers, *, name: str) -> File:
        """The Word form filled in."""
        texts: dict[str, str] = {}
        ticks: set[str] = set()
        for field in self.programme.form.fields:
            item = answers.written.get(field.key)
            if item is None:
                continue
            if field.type in _TICKED:
                ticks.update(_tags(field, item))
            elif field.type is FieldType.TABLE:
                texts.update(_cells(field, item))
            else:
                texts[field.key] = item.text
        return File(name=name, type=_WORD, data=filled_form_docx(self.blank, texts, frozenset(ticks)))

    def typed(self, answers: Answers) -> str:
        """The form as somebody types it who cannot save the file: each question, a colon, the answer."""
        form = self.programme.form
        lines = [f"{form.programme}: {form.title}"]
        for section in form.sections:
            lines += ["", section.title]
            lines += [_typed(field, answers.written.get(field.key)) for field in form.of_section(section.key)]
        return "\n".join(lines) + "\n"


def _tags(field: FormField, item: Written) -> list[str]:
    """The tags of the boxes that are ticked."""
    if field.type is FieldType.CONFIRM:
        return [field.key]
    if field.type is FieldType.YES_NO:
        return [f"{field.key}.{word.lower()}" for word in item.ticked]
    return [f"{field.key}.{number}" for number, option in enumerate(field.options, 1) if option in item.ticked]


def _cells(field: FormField, item: Written) -> dict[str, str]:
    return {
        f"{field.key}.{number}.{column}": text
        for number, row in enumerate(item.rows, 1)
        for column, text in row.items()
        if not (field.rows and column == field.columns[0].key)
    }


def _typed(field: FormField, item: Written | None) -> str:
    colon = "" if field.label.endswith(("?", ":", ".")) else ":"
    if field.type is FieldType.TABLE:
        rows = [" | ".join(row[column.key] for column in field.columns) for row in item.rows] if item else []
        heads = " | ".join(column.label for column in field.columns)
        return "\n".join([f"{field.label}{colon}", heads, *rows])
    if item is None:
        return f"{field.label}{colon}"
    between = "\n" if field.type is FieldType.PARAGRAPHS else " "
    return f"{field.label}{colon}{between}{item.text}"
