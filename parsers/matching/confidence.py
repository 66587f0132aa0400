"""How sure an answer is: one place for every number, so that it can be calibrated against the accuracy benchmark.

The parts: how sure that this is the question (words, and the margin to the runner-up), how sure that this is its
answer (the kind of evidence), how sure that the text was read (recognition), and how sure the typing is.
"""

from __future__ import annotations

from parsers.extraction import Method

#: Kind of evidence → chance that the region holds the whole answer and nothing else.
_EVIDENCE = {Method.NATIVE: 0.995, Method.CELL: 0.985, Method.TEXT: 0.96, Method.OCR: 0.965, Method.NONE: 0.97}
#: (lowest likeness of the question's words, chance that it is the question).
_WORDS = ((0.97, 0.995), (0.9, 0.98), (0.8, 0.95), (0.7, 0.9), (0.6, 0.82), (0.5, 0.7), (0.0, 0.55))
_CLOSE_MARGIN = 0.08


def confidence(
    method: Method,
    *,
    likeness: float,
    margin: float,
    certainty: float = 1.0,
    reading: float = 1.0,
    agreed: bool = False,
) -> float:
    """The chance that the value is what the writer meant.

    ``likeness`` is the question's (0 to 1), ``margin`` the lead over the next best place, ``certainty`` the typing's,
    ``reading`` the recognition's (1 for text that was not recognised); ``agreed`` when two kinds of evidence agree.
    """
    question = next(chance for floor, chance in _WORDS if likeness >= floor)
    if margin < _CLOSE_MARGIN:
        question *= 0.9 + 0.1 * max(margin, 0.0) / _CLOSE_MARGIN
    chance = question * _EVIDENCE[method] * certainty * reading
    if agreed:
        chance = 1 - (1 - chance) * 0.5
    return round(min(max(chance, 0.01), 0.99), 3)
