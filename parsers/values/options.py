"""Answers that choose: yes or no, one option, several options, a declaration that is confirmed.

A choice is read from ticks (``☒``/``☐``, ``[x]``/``[ ]``) before or after each option, else from the text itself. A
printed list of options of which none is chosen is a blank; what names no option, or two where one is wanted, is a
problem.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from parsers.extraction import ProblemCode
from parsers.values.crosses import crossed_options, crossed_pair, has_cross, with_boxes
from parsers.values.ticks import EDGE, Ticks, even_ticks, ticks
from parsers.values.typed import BLANK, Typed, ambiguous, failed, not_typed
from parsers.values.words import fold, one_line

_YES = re.compile(
    r"^\W*(yes|y|yeah|yep|true|agreed?|confirm(ed)?|ydw|ydy|ydyn|oes|ie|do|byddaf|byddwn|x|✓|✔|affirmative)(?!\w)(?!\s*/\s*\w)",
    re.I,
)
_NO = re.compile(r"^\W*(no|n|nope|false|not\b.*|nac\b.*|nage|na|none)(?!\w)(?!\s*/\s*\w)", re.I)
_LETTERS = re.compile(r"[^\W\d_]+")
_YES_NO_PRINTED = re.compile(
    r"^\W*(yes|y)\W*(/|or|\s|\|)\W*(no|n)\W*(\(?(please\s+)?(delete|circle|tick|select|choose).*)?$", re.I
)
#: A name, with what is written around one: titles, initials, "signed by", a date.
_SIGNED = re.compile(
    r"(?:(?:signed|dated?|ticked|by|on|electronically|de|du|la|le|van|von|der|den|ap|ab|ferch|and|of|the|th|st|nd|rd)(?!\w)"
    r"|[A-Z][\w'’-]*(?![\w'’-])|\d+(?:st|nd|rd|th)?(?!\w)|[\s.,;:/&()*–-])+"  # a word is taken whole or not at all
)
_LOOKALIKES = str.maketrans("l1|", "iii")
_NOT_CONFIRMED = re.compile(r"\b(do not|don't|cannot|can't|not)\b.{0,20}\b(confirm|agree|accept)", re.I)


def option_named(text: str, options: Sequence[str]) -> str | None:
    """The one option that the text names: exactly, by its beginning, as a part, or but for a slip of the pen."""
    wanted = fold(text).strip(EDGE)
    folded = {option: fold(option).strip(EDGE) for option in options}
    exact = [option for option, name in folded.items() if name == wanted]
    if exact or not wanted:
        whole = [option for option in exact if fold(option) == fold(text)]  # "Grade II" is not "Grade II*"
        return (whole or exact)[0] if exact else None
    alike = [option for option in options if _as_looks(option) == _as_looks(text)]
    if len(alike) == 1:
        return alike[0]
    inside = options_inside(text, options)
    if len(inside) > 1:
        return None
    begins = [option for option, name in folded.items() if re.match(re.escape(name) + r"(?!\w)", wanted)]
    if begins:
        return max(begins, key=lambda option: len(folded[option]))
    if len(wanted) >= 4:
        part = [option for option, name in folded.items() if re.match(re.escape(wanted) + r"(?!\w)", name)]
        if len(part) == 1:
            return part[0]
    if inside:
        return inside[0]
    scored = sorted(((fuzz.ratio(wanted, name), option) for option, name in folded.items()), reverse=True)
    if scored and scored[0][0] >= 85 and (len(scored) == 1 or scored[0][0] - scored[1][0] >= 8):
        return scored[0][1]
    return None


def _as_looks(text: str) -> str:
    """A text with one letter for all that are read for each other in a picture: "Grade Il*" is "Grade II*"."""
    return fold(text).translate(_LOOKALIKES)


def options_inside(text: str, options: Sequence[str]) -> list[str]:
    """The options whose whole wording stands in the text, in the options' order; the longest is taken first."""
    rest = fold(text)
    found = set()
    for option in sorted(options, key=len, reverse=True):
        pattern = re.compile(r"(?<!\w)" + re.escape(fold(option).strip(EDGE)) + r"(?!\w)")
        if pattern.search(rest):
            found.add(option)
            rest = pattern.sub("\x00", rest)
    return [option for option in options if option in found]


def is_printed_list(text: str, options: Sequence[str]) -> bool:
    """Whether the text is the printed list of all options, none chosen ("Yes / No", one a line)."""
    if len(options) < 2 or len(options_inside(text, options)) < len(options):
        return False
    rest = fold(text)
    for option in sorted(options, key=len, reverse=True):
        rest = rest.replace(fold(option).strip(EDGE), " ", 1)
    rest = re.sub(
        r"\(?(please\s+)?(delete|circle|tick|select|choose|mark|one|all|that|apply|as|appropriate|only|of)\b\)?",
        " ",
        rest,
    )
    return not re.search(r"\w", re.sub(r"\bor\b", " ", rest)) and not re.search(r"[,;]", rest)


def choice(text: str, options: Sequence[str]) -> Typed:
    """Exactly one of the options."""
    marks = _ticks_of(text, options)
    if marks is None:
        if is_printed_list(text, options):
            return BLANK
        option = option_named(text, options)
        if option is not None:
            return Typed(value=option, text=text, certainty=1.0 if fold(option) == fold(text) else 0.9)
        if len(options_inside(text, options)) > 1:
            return ambiguous("it names more than one of the options", text=text)
        return failed(ProblemCode.NOT_AN_OPTION, "it is not one of the options", text=text)
    if not marks.ticked:
        return BLANK
    if len(marks.ticked) > 1:
        return ambiguous("more than one box is ticked", text=text)
    option = option_named(marks.ticked[0], options)
    if option is None:
        return failed(ProblemCode.NOT_AN_OPTION, "what is ticked is not one of the options", text=text)
    return Typed(value=option, text=text)


def _ticks_of(text: str, options: Sequence[str]) -> Ticks | None:
    def is_option(label: str) -> bool:
        return option_named(label, options) is not None

    even = even_ticks(text)
    crossed = crossed_options(even, options)
    if crossed is not None:
        return Ticks(tuple(crossed), tuple(option for option in options if option not in crossed))
    return ticks(with_boxes(even, is_option), is_option)


def choices(text: str, options: Sequence[str]) -> Typed:
    """Any of the options, in the definition's order."""
    marks = _ticks_of(text, options)
    if marks is not None:
        if not marks.ticked:
            return BLANK
        named = [option_named(label, options) for label in marks.ticked]
        unknown = [label for label, option in zip(marks.ticked, named, strict=True) if option is None]
    else:
        if is_printed_list(text, options):
            return BLANK
        named = list(options_inside(text, options))
        if len(named) > 1 and has_cross(text):
            return ambiguous("which of the options its crosses belong to is not sure", text=text)
        if not named:
            parts = [part for part in re.split(r"[;\n,]", text) if part.strip(EDGE)]
            named = [option_named(part, options) for part in parts]
        unknown = [] if any(named) else [one_line(text)]
    chosen: list[str] = [option for option in options if option in set(named)]
    if not chosen:
        return failed(ProblemCode.NOT_AN_OPTION, "none of the options was found in it", text=text)
    if unknown:
        problem = (ProblemCode.NOT_AN_OPTION, "something that is not one of the options is ticked too")
        return Typed(value=chosen, text=text, certainty=0.8, problems=(problem,))
    return Typed(value=chosen, text=text)


#: Letters at most of a "Yes" or "No" that was recognised in part.
_MAIMED = 3


def yes_no(text: str) -> Typed:
    """True for yes, False for no, however it is said, ticked, or chosen by capitals ("YES / no")."""
    boxed = with_boxes(even_ticks(text), _is_side)
    line = one_line(boxed)
    pair = crossed_pair(line)
    if pair is not None and {side(word) for word in pair.words} == {True, False}:
        if pair.chosen is None:
            return ambiguous("the cross stands between yes and no", text=text)
        return Typed(value=side(pair.chosen), text=text)
    marks = ticks(boxed, _is_side)
    if marks is not None:
        return _yes_no_ticked(marks, text)
    if _YES_NO_PRINTED.match(line):
        loud = [word for word in _LETTERS.findall(line) if word.isupper() and side(word) is not None]
        quiet = [word for word in _LETTERS.findall(line) if not word.isupper() and side(word) is not None]
        return Typed(value=side(loud[0]), text=text, certainty=0.8) if len(loud) == len(quiet) == 1 else BLANK
    if "/" in line and (meant := side(line)) is not None:
        return Typed(value=meant, text=text)
    for pattern, value in ((_YES, True), (_NO, False)):
        hit = pattern.match(line)
        if hit:
            rest = line[hit.end() :].strip(EDGE + "!")
            return Typed(value=value, text=text, certainty=1.0 if not rest else 0.85)
    return not_typed("it is neither yes nor no", text=text)


def side(label: str) -> bool | None:
    """True for yes, False for no, in one language or in several ("Ydy / Yes"); None where it is neither or both."""
    meant = {
        True if _YES.match(part) else False if _NO.match(part) else None for part in re.split(r"\s*[/|]\s*", label)
    }
    return meant.pop() if len(meant) == 1 else None


def _is_side(label: str) -> bool:
    return side(label) is not None


def _yes_no_ticked(marks: Ticks, text: str) -> Typed:
    if not marks.ticked:
        return BLANK
    said: set[bool] = set()
    for label in marks.ticked:
        meant = side(label) if label else True
        if meant is not None:
            said.add(meant)
    if len(said) > 1:
        return ambiguous("both yes and no are ticked", text=text)
    if said:
        return Typed(value=said.pop(), text=text)
    empty = [side(label) for label in marks.empty]
    if all(meant is None for meant in empty):
        return Typed(value=True, text=text, certainty=0.8)
    if len(empty) == len(marks.ticked) == 1 and len(marks.ticked[0]) <= _MAIMED:
        return Typed(value=not empty[0], text=text, certainty=0.75)  # a tick over the first letter of "Yes"
    return not_typed("it is neither yes nor no", text=text)


def confirm(text: str) -> Typed:
    """True where a declaration is ticked, agreed to or signed; an unticked box is a blank."""
    marks = ticks(text)
    if marks is not None:
        if marks.ticked and not (len(marks.ticked) == 1 and _NO.match(marks.ticked[0])):
            return Typed(value=True, text=text)
        return Typed(value=False, text=text, certainty=0.9) if marks.ticked else BLANK
    line = one_line(text)
    if _YES_NO_PRINTED.match(line):
        loud = [word for word in _LETTERS.findall(line) if word.isupper() and side(word) is not None]
        quiet = [word for word in _LETTERS.findall(line) if not word.isupper() and side(word) is not None]
        return Typed(value=side(loud[0]), text=text, certainty=0.8) if len(loud) == len(quiet) == 1 else BLANK
    if _NOT_CONFIRMED.search(line) or _NO.match(line):
        return Typed(value=False, text=text, certainty=0.9)
    if _YES.match(line) or re.search(r"\b(confirm|agree|accept|declare)", line, re.I):
        return Typed(value=True, text=text)
    if _SIGNED.fullmatch(re.sub(r"^signed", "Signed", line)):
        return Typed(value=True, text=text, certainty=0.8)
    return not_typed("it is neither agreed to nor signed", text=text)
