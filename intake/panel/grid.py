"""Scores as a grid of lines in a mail, to be filled in by reply: written here, and read back as people leave it.

Answers may stand in the quoted grid, above it or under its lines, in any order, by number, title or key. What the
writer's own lines say of a criterion goes before what quoted ones do. Points are typed in `intake.panel.criteria`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from intake.panel.criteria import Scored, ScoreProblem, criterion_called, cut, settled_points, typed_points
from intake.panel.reply_lines import ReplyLine, reply_lines, takes_leave
from intake.round.panel import Criterion, Panel

#: The last line of a grid: what follows it in the quoted letter is nobody's comment.
END = "[end of scores]"

_COMMENT = re.compile(
    r"^(?:comments?|remarks?|reasons?)(?:\s+(?:on|for)\s+(?P<on>[^:=]{1,200}?))?\s*[:=]\s*(?P<text>.*)$", re.IGNORECASE
)
_COMMENT_AFTER = re.compile(
    r"^(?P<on>[^:=]{1,200}?)[\s–—-]{1,5}(?:comments?|remarks?)\s*[:=]\s*(?P<text>.*)$", re.IGNORECASE
)
_SCALE = r"(?:[(\[]\s*[0-9.]+\s*(?:-|–|to)\s*[0-9.]+\s*[)\]]\s*)?"
_LABELLED = re.compile(rf"^(?P<label>[^:=]{{1,200}}?)\s*{_SCALE}\s*(?:[:=]|\s[–—-]+\s)\s*(?P<value>.*)$")
_BARE = re.compile(rf"^(?P<label>\D[^:=]{{1,200}}?)\s+{_SCALE}(?P<value>[0-9][0-9.,/½]*)$")
_NUMBERED = re.compile(r"^(?P<number>[0-9]{1,3})\s*[.)]?\s*(?P<title>.*)$")
_NUMBER_ALONE = re.compile(r"^(?P<number>[0-9]{1,3})[.)]\s+(?P<value>[0-9][0-9.,/½]*)$")
#: Points with a comment on the same line: "4 - strong evidence".
_REMARKED = re.compile(
    r"^(?P<points>[0-9.½/]+(?:\s+out of\s+[0-9.]+)?)\s*(?:[–—;,:-]+|\.\s|\s\()\s*(?P<remark>[^\W\d_].*)$"
)
_BULLET = re.compile(r"^[-*•·]\s+")
_LEAST_LABEL = 12  # characters of a printed label before a mail program would wrap it
_POINTS_ALONE = 16  # characters; what is longer under an empty line is no number


@dataclass(slots=True)
class _Kept:
    """What is said of one criterion, by the writer's own lines or by quoted ones."""

    points: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def grid(panel: Panel) -> str:
    """The empty grid: a line for points and one for a comment, each criterion; `END` below it."""
    lines: list[str] = []
    for number, criterion in enumerate(panel.criteria, 1):
        lines += [f"{number}. {criterion.title} ({criterion.scale}): ", "   Comment: ", ""]
    return "\n".join([*lines, END])


def read_grid(text: str, panel: Panel) -> Scored:
    """The scores in ``text``, the whole body of a reply, on every criterion of the panel."""
    reader = _Reader(panel)
    for line in _joined(reply_lines(text), panel):
        reader.take(line)
    return reader.scored()


def _joined(lines: tuple[ReplyLine, ...], panel: Panel) -> Iterator[ReplyLine]:
    """The lines, a label that the mail program wrapped put together again."""
    waiting: ReplyLine | None = None
    for line in lines:
        if waiting is not None and line.text and line.own == waiting.own:
            line = ReplyLine(f"{waiting.text} {line.text}", own=line.own)
            waiting = None
        elif waiting is not None:
            yield waiting
            waiting = None
        if _begins_label(line.text, panel):
            waiting = line
        else:
            yield line
    if waiting is not None:
        yield waiting


def _begins_label(text: str, panel: Panel) -> bool:
    """Whether a line is the first part of a printed label, cut before its colon."""
    return len(text) >= _LEAST_LABEL and any(
        f"{number}. {item.title} ({item.scale}):".startswith(text) and not text.endswith(":")
        for number, item in enumerate(panel.criteria, 1)
    )


class _Reader:
    """Takes line after line, and knows which criterion a line without a label is about."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._kept = {(item.key, own): _Kept() for item in panel.criteria for own in (True, False)}
        self._problems: list[ScoreProblem] = []
        self._last: Criterion | None = None
        self._in_comment = False
        self._wants_points = False
        self._ended = False

    def take(self, line: ReplyLine) -> None:
        text = _BULLET.sub("", line.text)
        if self._ended and not line.own:
            return  # the rest of the quoted letter, which may name the criteria again
        if text.strip("> ") == END or (line.own and takes_leave(text)):
            self._last = None
            self._ended = not line.own
        elif not text:
            self._blank()
        elif not (self._comment(text, own=line.own) or self._points(text, own=line.own)):
            self._unlabelled(text, own=line.own)

    def _blank(self) -> None:
        if self._last and self._in_comment:
            self._add_comment("", own=True)
            self._add_comment("", own=False)

    def _comment(self, text: str, *, own: bool) -> bool:
        found = _COMMENT.match(text)
        about = self._last
        if found is None or (found["on"] and self._called(found["on"]) is None):
            found = _COMMENT_AFTER.match(text)
            if found is None or self._called(found["on"]) is None:
                return False
        if found["on"]:
            about = self._called(found["on"])
        if about is None:
            return False
        self._last, self._in_comment, self._wants_points = about, True, False
        self._add_comment(found["text"], own=own)
        return True

    def _points(self, text: str, *, own: bool) -> bool:
        """A line that names a criterion and gives its points, or leaves their place empty."""
        alone = _NUMBER_ALONE.match(text)
        if alone and self._by_number(alone["number"]):
            return self._give(self._by_number(alone["number"]), alone["value"], own=own)
        for pattern in (_LABELLED, _BARE):
            found = pattern.match(text)
            criterion = self._called(found["label"]) if found else None
            if found and criterion and not self._is_comment(text, found["value"], criterion):
                return self._give(criterion, found["value"], own=own)
        return self._unknown(text) if own else False

    def _is_comment(self, text: str, value: str, criterion: Criterion) -> bool:
        """Whether a line within a comment that begins like a title goes on with the comment: "Value: well argued"."""
        printed = text[:1].isdigit() or f"({criterion.scale})" in text
        wordy = bool(value) and not any(map(str.isdigit, value)) and typed_points(value, criterion).points is None
        return self._in_comment and not printed and wordy

    def _give(self, criterion: Criterion | None, value: str, *, own: bool) -> bool:
        if criterion is None:
            return False
        self._last, self._in_comment, self._wants_points = criterion, False, not value.strip()
        self._add_points(criterion, value.strip(), own=own)
        return True

    def _add_points(self, criterion: Criterion, value: str, *, own: bool) -> None:
        if not value:
            return
        remarked = _REMARKED.match(value)
        if remarked and not typed_points(value, criterion).points:
            self._kept[criterion.key, own].comments.append(remarked["remark"])
            value = remarked["points"]
        self._kept[criterion.key, own].points.append(value)

    def _unlabelled(self, text: str, *, own: bool) -> None:
        """Points or a comment typed under their line."""
        if self._last is None:
            return
        if self._wants_points and (len(text) <= _POINTS_ALONE or _REMARKED.match(text)) and any(map(str.isdigit, text)):
            self._wants_points = False
            self._add_points(self._last, text, own=own)
        elif self._in_comment or not self._wants_points:
            self._in_comment = True
            self._add_comment(text, own=own)

    def _add_comment(self, text: str, *, own: bool) -> None:
        if self._last:
            self._kept[self._last.key, own].comments.append(text)

    def _unknown(self, text: str) -> bool:
        """A numbered line with points whose title is nobody's: said back rather than passed over."""
        found = _LABELLED.match(text)
        numbered = _NUMBERED.match(found["label"]) if found else None
        if found is None or numbered is None or not re.match(r"[0-9]", found["value"]):
            return False
        self._problems.append(ScoreProblem(criterion="", message=f"“{cut(text)}” names none of the criteria."))
        self._last = None
        return True

    def _called(self, label: str) -> Criterion | None:
        """The criterion a label means; its title goes before its number, which reordering leaves behind."""
        numbered = _NUMBERED.match(label.strip())
        title = numbered["title"] if numbered else label
        called = criterion_called(title, self._panel.criteria)
        if called or numbered is None or title.strip():
            return called or criterion_called(label, self._panel.criteria)
        return self._by_number(numbered["number"])

    def _by_number(self, number: str) -> Criterion | None:
        place = int(number) - 1
        return self._panel.criteria[place] if 0 <= place < len(self._panel.criteria) else None

    def scored(self) -> Scored:
        points: dict[str, Decimal] = {}
        comments: dict[str, str] = {}
        problems = self._problems
        for criterion in self._panel.criteria:
            own, quoted = self._kept[criterion.key, True], self._kept[criterion.key, False]
            comment = _text(own.comments) or _text(quoted.comments)
            if comment:
                comments[criterion.key] = comment
            typed = settled_points(own.points or quoted.points, criterion)
            if typed.points is not None:
                points[criterion.key] = typed.points
            else:
                problems.append(ScoreProblem(criterion=criterion.key, message=typed.problem))
        return Scored(points=points, comments=comments, problems=tuple(problems))


def _text(lines: list[str]) -> str:
    """Lines of a comment as paragraphs: lines are joined, blank ones part."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line.strip())
        elif paragraphs[-1]:
            paragraphs.append([])
    return "\n\n".join(" ".join(part) for part in paragraphs if part)
