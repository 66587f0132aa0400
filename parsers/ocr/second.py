"""A second opinion on what the first reader was unsure of, and on what must be exact: addresses, numbers, amounts.

The doubtful pieces of lines are read again by another reader and compared with the first reading letter by letter.
What both read alike is surer than before; where they differ the surer reading stands, with less confidence and with the
other beside it, so that the answer can be flagged with both.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from parsers.ocr.sketch import Sketch
from parsers.ocr.tesseract import Recognised

#: A word read with less confidence than this is read again, with the rest of its piece of line.
_DOUBTFUL = 0.92
#: What must be exact is always read again: an address, a web address, a number, an amount.
_STRICT = 1 - _DOUBTFUL
_EXACT = re.compile(r"@|www\.|[£€$]|\d.*\d|^\d$")
#: White between words, in heights of their line, that parts two pieces: another column, another cell.
_APART = 1.6
#: White added around a piece, in pixels.
_MARGIN = 5
#: A piece taller than this, in inches, is no line of text.
_TALLEST = 0.4
#: Second readings that are less alike than this are of something else.
_LEAST_ALIKE = 0.5
#: Confidence of a word the readers differ about, as a share of the surer one's; of one only the first has seen.
_DISPUTED, _UNSEEN = 0.8, 0.7
#: A word of which the first reader was less sure than this, and the second sees nothing, is a speck.
_SPECK, _CLEAR = 0.5, 0.8
#: Accented letters read with less confidence than this prove nothing.
_READ = 0.6
#: The second reading stands when it is surer than the first by this.
_SURER = 0.04
#: Two letters are read as one far oftener than one as two.
_MERGED = ("rn", "m")
#: What an upright letter with a speck above it is read as, far oftener than it is written.
_SPECKED = "ì"
_EVENED = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "`": "'", "´": "'"})

Area = tuple[int, int, int, int]  # left, top, right, bottom; in pixels


@dataclass(frozen=True, slots=True)
class Again:
    """What a second reader read in one area, and how sure it is of each character (0 to 1)."""

    text: str
    sure: tuple[float, ...]


#: Reads areas of a page again before the monotonic clock shows a time: one `Again` for each, None where not read.
#: The areas come in the order in which a second opinion is wanted.
SecondReader = Callable[[Sketch, Sequence[Area], float], list[Again | None]]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Words that stand together, by their places in the sketch, and the area around them."""

    places: tuple[int, ...]
    area: Area


def reread(sketch: Sketch, reader: SecondReader, *, until: float) -> Sketch:
    """The page with its doubtful words settled by a second reader.

    Raises:
        subprocess.SubprocessError: the reader is a program that did not end in time, or failed.
    """
    pieces = sorted(
        (piece for piece in _pieces(sketch) if _doubt(sketch, piece) > 1 - _DOUBTFUL),
        key=lambda piece: _doubt(sketch, piece),
        reverse=True,
    )
    if not pieces:
        return sketch
    words: list[Recognised | None] = list(sketch.words)
    for piece, again in zip(pieces, reader(sketch, [piece.area for piece in pieces], until), strict=True):
        if again is not None:
            first = [sketch.words[place] for place in piece.places]
            for place, word in zip(piece.places, settled(first, again), strict=True):
                words[place] = word
    return replace(sketch, words=tuple(part for word in words if word is not None for part in _parted(word)))


def _parted(word: Recognised) -> list[Recognised]:
    """A word in which the second reader saw a space as two, each with its share of the width."""
    parts = word.text.split(" ")
    if len(parts) == 1:
        return [word]
    x0, y0, x1, y1 = word.edges
    letter = (x1 - x0) / len(word.text)
    made, start = [], 0
    for part in parts:
        left, right = x0 + start * letter, x0 + (start + len(part)) * letter
        made.append(replace(word, text=part, edges=(left, y0, right, y1), other=""))
        start += len(part) + 1
    return made


def _pieces(sketch: Sketch) -> list[_Piece]:
    lines: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, word in enumerate(sketch.words):
        if word.text != "•":  # found by its shape, not read
            lines[word.line].append(place)
    pieces: list[_Piece] = []
    for places in lines.values():
        heights = sorted(sketch.words[place].edges[3] - sketch.words[place].edges[1] for place in places)
        wide = heights[len(heights) // 2] * _APART
        together: list[int] = []
        for place in places:
            if together and sketch.words[place].edges[0] - sketch.words[together[-1]].edges[2] > wide:
                pieces.append(_Piece(tuple(together), _area(sketch, together)))
                together = []
            together.append(place)
        pieces.append(_Piece(tuple(together), _area(sketch, together)))
    return [piece for piece in pieces if piece.area[3] - piece.area[1] < _TALLEST * sketch.dpi]


def _area(sketch: Sketch, places: Sequence[int]) -> Area:
    edges = [sketch.words[place].edges for place in places]
    height, width = sketch.plain.shape
    left, top = min(edge[0] for edge in edges), min(edge[1] for edge in edges)
    right, bottom = max(edge[2] for edge in edges), max(edge[3] for edge in edges)
    return (
        max(int(left) - _MARGIN, 0),
        max(int(top) - _MARGIN, 0),
        min(int(right) + _MARGIN, width),
        min(int(bottom) + _MARGIN, height),
    )


def _doubt(sketch: Sketch, piece: _Piece) -> float:
    """How much a second opinion on a piece is wanted: the doubt of its least sure word, more where it must be exact."""
    words = [sketch.words[place] for place in piece.places]
    return max(1 - word.confidence + (_STRICT if _EXACT.search(word.text) else 0.0) for word in words)


def settled(words: Sequence[Recognised], again: Again) -> list[Recognised | None]:
    """The words of one piece after a second reading of it; None for a speck that the second reader does not see."""
    first = "".join(word.text for word in words).translate(_EVENED)
    kept = [
        (character, sure) for character, sure in zip(again.text, again.sure, strict=True) if not character.isspace()
    ]
    second = "".join(character for character, _ in kept).translate(_EVENED)
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    if second and matcher.ratio() < _LEAST_ALIKE:
        return list(words) if len(words) > 1 else [_unlike(words[0], again)]
    places, spaces = _places(matcher, len(first), len(second)), _spaces(again.text)
    made: list[Recognised | None] = []
    start = 0
    for word in words:
        end = start + len(word.text)
        span = (places[start], places[end])
        start = end
        if span[0] is None or span[1] is None:
            made.append(replace(word, confidence=word.confidence * _DISPUTED))
            continue
        there = kept[span[0] : span[1]]
        sure = min((each for _, each in there), default=0.0)
        settled_word = _settled(word, "".join(character for character, _ in there), sure)
        made.append(_spaced(settled_word, [place - span[0] for place in spaces if span[0] < place < span[1]]))
    return made


def _spaces(text: str) -> list[int]:
    """Before which characters, counted without white space, a space stands."""
    return [len("".join(text[:place].split())) for place, character in enumerate(text) if character == " "]


def _spaced(word: Recognised | None, spaces: list[int]) -> Recognised | None:
    """The word with the spaces that the second reader saw in it, where both agree on its letters."""
    if word is None or word.other or len(spaces) != 1 or _EXACT.search(word.text) or not word.text.isalpha():
        return word
    return replace(word, text=f"{word.text[: spaces[0]]} {word.text[spaces[0] :]}")


def _unlike(word: Recognised, again: Again) -> Recognised:
    """A word that the second reader read as something else altogether, which stands where the first hardly saw it."""
    sure = min(again.sure)
    if word.confidence < _SPECK and sure > _CLEAR and " " not in again.text:
        return replace(word, text=again.text, confidence=sure * _DISPUTED, other=word.text)
    return word


def _places(matcher: SequenceMatcher[str], length: int, other: int) -> list[int | None]:
    """For each border between characters of the first reading, where it is in the second; None where none can tell."""
    places: list[int | None] = [None] * (length + 1)
    for tag, i0, i1, j0, j1 in matcher.get_opcodes():
        if tag == "equal" or (tag == "replace" and i1 - i0 == j1 - j0):
            for offset in range(i1 - i0 + 1):
                places[i0 + offset] = j0 + offset
        elif tag == "delete":
            places[i0 : i1 + 1] = [j0] * (i1 - i0 + 1)
        elif tag == "replace":
            places[i0], places[i1] = places[i0] if places[i0] is not None else j0, j1
    # What only the second reader saw between two words belongs to the word before it, at the start to the first.
    if length:
        places[0], places[length] = 0, other
    return places


def _settled(word: Recognised, other: str, sure: float) -> Recognised | None:
    """One word and its second reading."""
    mine, theirs = word.text.translate(_EVENED), other.translate(_EVENED)
    if mine == theirs:
        return replace(word, confidence=1 - (1 - word.confidence) * (1 - sure * _DISPUTED))
    if not theirs:
        return None if word.confidence < _SPECK else replace(word, confidence=word.confidence * _UNSEEN)
    if word.confidence >= _READ and (_is_bare(theirs, mine) or _is_poorer(theirs, mine)):
        return word  # only one of the readers knows the letters of Welsh
    better, worse = (other, word.text) if sure > word.confidence + _SURER else (word.text, other)
    if better.replace(*_MERGED) == worse.replace(*_MERGED):
        better, worse = max(better, worse, key=len), min(better, worse, key=len)
    return replace(word, text=better, confidence=max(word.confidence, sure) * _DISPUTED, other=worse)


def _is_poorer(text: str, than: str) -> bool:
    """Whether a text is another one read by who does not know its accented letters: bare, left out, or some other."""
    if than.replace(_SPECKED, "").isascii():
        return False
    plain = "".join(character for character in than if character.isascii())
    some_other = len(text) == len(than) and all(a == b or not b.isascii() for a, b in zip(text, than, strict=True))
    return some_other or text.casefold() in (_bare(than).casefold(), plain.casefold())


def _is_bare(text: str, of: str) -> bool:
    """Whether both are the same but for accents, and those of one not only a speck."""
    return _bare(text) == _bare(of) and not (_SPECKED in of and text == of.replace(_SPECKED, _bare(_SPECKED)))


def _bare(text: str) -> str:
    """The letters without their accents."""
    return "".join(
        character for character in unicodedata.normalize("NFD", text) if not unicodedata.combining(character)
    )
