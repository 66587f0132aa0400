"""One document read as one form: the steps of the matcher in order, and the extraction they make.

The answer to a field is chosen from what its controls say and what stands in its region; each answer becomes a typed
value with its problems in `parsers.matching.answers`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.document import FILLED, TICKED, UNTICKED, ControlKind, Document, DocumentKind
from parsers.extraction import Extraction, Method
from parsers.form import FieldType, FormDefinition, FormField
from parsers.matching.answers import Found, answer_of, problems_of
from parsers.matching.assignment import assign
from parsers.matching.bare_rows import find_bare_rows, find_only_table
from parsers.matching.blanks import clean
from parsers.matching.by_options import with_known_by_options
from parsers.matching.captions import mark_captions
from parsers.matching.columns import in_columns
from parsers.matching.crossings import crossed_places, without_crossed
from parsers.matching.date_boxes import date_in_boxes
from parsers.matching.emphasis import chosen_by_emphasis
from parsers.matching.explain import Evidence, Explanation
from parsers.matching.fitness import TICKED_TYPES
from parsers.matching.gaps import fill_gaps
from parsers.matching.grids import Grid, Row, find_grid, grid_rows, pieces_of_tables
from parsers.matching.headings import contexts
from parsers.matching.joining import join
from parsers.matching.layout import Layout, bounded, lay_out
from parsers.matching.lexicon import Lexicon, lexicon_of
from parsers.matching.likeness import likeness
from parsers.matching.marks import without_bracket
from parsers.matching.natives import Named, by_name, rows_by_name, said
from parsers.matching.place import Place
from parsers.matching.places import find_places
from parsers.matching.region import Region
from parsers.matching.regions import Regions
from parsers.matching.statements import with_statements
from parsers.matching.ticked_cells import ticked_cells

_CHOSEN = frozenset({FieldType.CHOICE, FieldType.YES_NO})


def read(document: Document, definition: FormDefinition, *, explained: bool) -> Explanation:
    """The document's answers, with their evidence where they are to be ``explained``."""
    document = bounded(document)
    reading = _Reading(document, definition)
    ordered = in_columns(document, reading.assigned) if document.page_sizes else None
    if ordered is not None:
        reading = _Reading(ordered, definition)
    return reading.explanation(explained=explained)


class _Reading:
    def __init__(self, document: Document, definition: FormDefinition) -> None:
        self.document = document
        self.definition = definition
        self.lexicon: Lexicon = lexicon_of(definition)
        self.layout: Layout = lay_out(document)
        mark_captions(self.layout)
        context = contexts(self.layout, self.lexicon)
        self.rows: list[Row] = grid_rows(self.layout)
        tables = pieces_of_tables(self.rows, definition)
        places = find_places(self.layout, self.lexicon, context, tables=tables)
        self.places = without_crossed(places, crossed_places(self.layout, self.lexicon))
        self.assigned: Mapping[int, Place] = assign(self.places, definition)
        offered = with_known_by_options(self.layout, definition, self.assigned, asked=True)
        filled = fill_gaps(self.layout, self.lexicon, context, offered)
        filled = with_known_by_options(self.layout, definition, filled)
        self.chosen: Mapping[int, Place] = with_statements(self.layout, definition, filled)
        self.named: Mapping[int, Sequence[Named]] = by_name(document, self.lexicon) if document.fields else {}
        self.regions = Regions(self.layout, self.chosen, definition, context)

    def explanation(self, *, explained: bool) -> Explanation:
        found = [self._found(index) for index in range(len(self.definition.fields))]
        answers = tuple(answer_of(item, self.definition, self.document) for item in found)
        problems = problems_of(found, answers, self.definition, self.document)
        extraction = Extraction(
            answers=answers,
            missing=tuple(
                field.key
                for field, answer in zip(self.definition.fields, answers, strict=True)
                if field.required and not answer.text
            ),
            problems=problems,
            likeness=likeness(self.document, self.lexicon, self.chosen, self.named),
        )
        evidence = tuple(self._evidence(item) for item in found) if explained else ()
        return Explanation(extraction=extraction, evidence=evidence)

    def _found(self, index: int) -> Found:
        """The evidence for one field."""
        field = self.definition.fields[index]
        place = self.chosen.get(index)
        found = Found(field, place, margin=self._margin(index))
        if field.type is FieldType.TABLE:
            self._take_grid(found, index)
            return found
        if place is not None:
            region = self.regions.of(index)
            self._take_region(found, region)
        self._take_named(found, self.named.get(index, ()))
        return found

    def _take_region(self, found: Found, region: Region) -> None:
        document, field = self.document, found.field
        found.region = region
        found.method, found.mode = region.method, region.mode
        printed = join(region.parts)
        if found.place is not None:
            apart = self._cells_apart(field, found.place, region)
            printed = printed if apart is None else apart
        if field.type in _CHOSEN:
            printed = chosen_by_emphasis(region.parts, field) or printed
        if found.place is not None and found.place.ended == "bracket":
            printed = without_bracket(printed)
        found.printed = clean(printed, field, self.definition)
        found.text = found.printed or self._ticked_beside(found)
        entered = [i for i in region.natives if document.fields[i].kind is not ControlKind.CHECKBOX]
        if document.kind is DocumentKind.PDF_FORM:
            entered = [i for i in entered if document.fields[i].kind is not ControlKind.RADIO]
        if not entered:
            if region.natives and field.type in TICKED_TYPES:
                found.method = Method.NATIVE
            return
        text = said(document, entered, field)
        if document.kind is DocumentKind.PDF_FORM:
            found.text = clean(text or "", field, self.definition)
            found.method = Method.NATIVE
            found.controls = entered
        elif text is not None and " ".join(text.split()) == " ".join(found.printed.split()):
            found.method = Method.NATIVE
            found.controls = entered

    def _ticked_beside(self, found: Found) -> str:
        """The tick of a declaration that stands in one line or cell with its words, "" where none does.

        A filled box is a tick where others are left empty; elsewhere it is a bullet.
        """
        if found.field.type is not FieldType.CONFIRM or found.place is None:
            return ""
        label = found.place.label
        ticked = TICKED in label or (FILLED in label and UNTICKED in self.document.text)
        return TICKED if ticked else ""

    def _cells_apart(self, field: FormField, place: Place, region: Region) -> str | None:
        """What an answer says that is spread over cells which mean something only together; None for any other."""
        if field.type is FieldType.DATE:
            return date_in_boxes(region, place, self.layout)
        return ticked_cells(region, place, field, self.layout) if field.type in TICKED_TYPES else None

    def _take_named(self, found: Found, named: Sequence[Named]) -> None:
        """Weigh the controls that name the field against what stands in its region."""
        named = self._not_elsewhere(found, named)
        if not named:
            return
        score = max(item.score for item in named)
        indexes = [item.control for item in named]
        by_words = found.place.likeness if found.place is not None else 0.0
        region = set(found.region.natives) if found.region is not None else set()
        if region & set(indexes):
            found.agreed = True
            if region >= set(indexes) and (found.text or found.controls):
                return
        elif found.place is not None and region and by_words > score + 0.05:
            return
        text = said(self.document, indexes, found.field)
        if text is None and found.method is Method.NATIVE and found.text:
            return
        if text is None and found.field.type in TICKED_TYPES and found.text:
            return
        found.text = clean(text or "", found.field, self.definition)
        found.method, found.mode = Method.NATIVE, "native"
        found.controls = indexes
        found.likeness = max(score, by_words)

    def _not_elsewhere(self, found: Found, named: Sequence[Named]) -> Sequence[Named]:
        """The controls without those that stand where another question is answered, if one stands where this is."""
        own = set(found.region.natives) if found.region is not None else set()
        others = {item.control for item in named} - own
        if not others or len(others) == len(named):
            return named
        fields = self.definition.fields
        taken = {control for n in self.chosen if fields[n] is not found.field for control in self.regions.of(n).natives}
        return [item for item in named if item.control not in taken or item.control in own]

    def _take_grid(self, found: Found, index: int) -> None:
        rows = rows_by_name(self.document, found.field)
        if any(text for row in rows for text in row.values()):
            found.rows, found.method, found.mode, found.likeness = rows, Method.NATIVE, "table", 1.0
            return
        begin = found.place.at[0] if found.place is not None else 0
        later = [place.at[0] for place in self.chosen.values() if place.at[0] > begin]
        end = min(later, default=len(self.layout.pieces)) if found.place is not None else len(self.layout.pieces)
        taken = {piece.index for other, place in self.chosen.items() if other != index for piece in place.pieces}
        grid = self._grid(found.field, begin, max(end, begin + 1), taken)
        if grid is None:
            grid = self._grid(found.field, 0, len(self.layout.pieces), taken)
        if grid is None and found.place is not None:
            own = {piece.index for piece in found.place.pieces}
            grid = find_bare_rows(
                self.rows, found.field, begin=begin, end=end, taken=taken | own, document=self.document
            )
        if grid is None and found.place is None and self._is_only_table(index):
            grid = find_only_table(self.rows, found.field, taken=taken, document=self.document)
        if grid is not None:
            found.rows, found.mode = grid.rows, "table"
            found.method = Method.NATIVE if grid.native else Method.CELL
            found.pieces = grid.pieces
            found.likeness = max(found.likeness, grid.score)
        elif found.place is not None:
            self._take_region(found, self.regions.of(index))

    def _is_only_table(self, index: int) -> bool:
        """Whether every other table of the definition has its place."""
        fields = self.definition.fields
        return all(n in self.chosen or n == index for n, field in enumerate(fields) if field.type is FieldType.TABLE)

    def _grid(self, field: FormField, begin: int, end: int, taken: set[int]) -> Grid | None:
        return find_grid(self.rows, field, begin=begin, end=end, taken=taken, document=self.document)

    def _margin(self, index: int) -> float:
        """How far the chosen place leads the next best that is not at the same spot."""
        place = self.chosen.get(index)
        if place is None:
            return 1.0
        others = [other.score for other in self.places[index] if other.at != place.at]
        return place.score - max(others, default=0.0)

    def _evidence(self, found: Found) -> Evidence:
        place = found.place
        index = self.definition.fields.index(found.field)
        others = sorted((other for other in self.places[index] if other is not place), key=lambda other: -other.score)
        return Evidence(
            key=found.field.key,
            label=place.label if place is not None else "",
            wording=place.wording if place is not None else "",
            score=round(place.score, 3) if place is not None else 0.0,
            parts=tuple((name, round(part, 3)) for name, part in place.parts.items()) if place is not None else (),
            method=found.method,
            mode=found.mode,
            page=place.pieces[0].page if place is not None else None,
            beaten=tuple((other.label, round(other.score, 3), other.pieces[0].page) for other in others[:5]),
        )
