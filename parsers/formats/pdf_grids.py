"""Rules that cross → tables: a grid of rows and columns, cells merged where no rule stands between them.

Geometry alone; the words are put into the cells by `pdf_layout`.
"""

from __future__ import annotations

from collections.abc import Sequence

from parsers.formats import limits
from parsers.formats.pdf_cells import Grid, GridCell
from parsers.formats.pdf_combs import combed, combs_in_a_row
from parsers.formats.pdf_frame import Edges

#: Rules nearer than this, in points, meet; coordinates nearer than this are one.
_NEAR = 3.2
#: The share of a cell's side that a rule must cover to close it.
_CLOSED = 0.6


def grids(horizontal: Sequence[Edges], vertical: Sequence[Edges]) -> list[Grid]:
    """The tables and boxes drawn by the rules; each rule is left, top, right, bottom."""
    across = joined([(y0, x0, x1) for x0, y0, x1, _ in horizontal])
    down = joined([(x0, y0, y1) for x0, y0, _, y1 in vertical])
    if len(across) * len(down) > limits.MAX_RULES * 100:
        return []
    found = (_grid(rows, columns) for rows, columns in _components(across, down))
    return combs_in_a_row([grid for grid in found if grid is not None])


#: How far the sides of a cut row reach at least, how far apart they stand, and how unlike their ends may be; in points.
_LEAST_OPEN, _LEAST_OPEN_WIDTH, _ALIKE = 9.0, 120.0, 4.0

_Rule = tuple[float, float, float]  # where it lies, and from where to where


def joined(rules: list[_Rule]) -> list[_Rule]:
    """The rules (where each lies, from where to where) with those that continue or cover each other as one."""
    merged: list[_Rule] = []
    rules.sort()
    clusters: list[list[_Rule]] = []
    for rule in rules:
        if clusters and rule[0] - clusters[-1][-1][0] <= 1.2 and rule[0] - clusters[-1][0][0] <= 2.4:
            clusters[-1].append(rule)
        else:
            clusters.append([rule])
    for cluster in clusters:
        cluster.sort(key=lambda rule: rule[1])
        place, start, end = cluster[0]
        for other, begin, finish in cluster[1:]:
            if begin <= end + _NEAR:
                end = max(end, finish)
            else:
                merged.append((place, start, end))
                place, start, end = other, begin, finish
        merged.append((place, start, end))
    return merged


def _components(across: list[_Rule], down: list[_Rule]) -> list[tuple[list[_Rule], list[_Rule]]]:
    """Sets of rules that hang together by crossing."""
    parent = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    offset = len(across)
    reaching = [(offset + j, x, y0 - _NEAR, y1 + _NEAR) for j, (x, y0, y1) in enumerate(down)]
    for i, (y, x0, x1) in enumerate(across):
        left, right = x0 - _NEAR, x1 + _NEAR
        for crossing in [j for j, x, y0, y1 in reaching if y0 <= y <= y1 and left <= x <= right]:
            parent[root(i)] = root(crossing)
    groups: dict[int, tuple[list[_Rule], list[_Rule]]] = {}
    for i, rule in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(rule)
    for j, rule in enumerate(down):
        groups.setdefault(root(offset + j), ([], []))[1].append(rule)
    return list(groups.values())


def _grid(across: list[_Rule], down: list[_Rule]) -> Grid | None:
    """The grid of one set of rules; sides that are not drawn are closed where the rules end."""
    if not across or not down:
        return None
    head, foot = _open_ends(across, down)
    ys = _coordinates([y for y, _, _ in across] + [end for end in (head, foot) if end is not None])
    ends = [x for _, x0, x1 in across for x in (x0, x1)]
    xs = _coordinates([x for x, _, _ in down] + [min(ends), max(ends)])
    if len(ys) < 2 or len(xs) < 2 or (len(ys) - 1) * (len(xs) - 1) > limits.MAX_CELLS:
        return None
    cells = combed(_cells(xs, ys, across, down))
    edges = (xs[0], ys[0], xs[-1], ys[-1])
    return Grid(edges, tuple(xs), tuple(ys), tuple(cells), head is not None, foot is not None)


def _open_ends(across: list[_Rule], down: list[_Rule]) -> tuple[float | None, float | None]:
    """Where a page break cuts through the first and the last row: the sides reach beyond the last rule, alike."""
    left, right = min(x for x, _, _ in down), max(x for x, _, _ in down)
    if right - left < _LEAST_OPEN_WIDTH:
        return None, None
    sides = [[rule for rule in down if abs(rule[0] - x) <= _NEAR] for x in (left, right)]
    tops = [min(start for _, start, _ in side) for side in sides]
    feet = [max(end for _, _, end in side) for side in sides]
    first, last = min(y for y, _, _ in across), max(y for y, _, _ in across)
    above = first - max(tops) >= _LEAST_OPEN and abs(tops[0] - tops[1]) <= _ALIKE
    below = min(feet) - last >= _LEAST_OPEN and abs(feet[0] - feet[1]) <= _ALIKE
    return max(tops) if above else None, min(feet) if below else None


def _coordinates(values: list[float]) -> list[float]:
    """The distinct places among the values, each the mean of those near it."""
    values.sort()
    groups: list[list[float]] = []
    for value in values:
        if groups and value - groups[-1][0] <= _NEAR:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _covered(lines: list[float], along: list[float], rules: list[_Rule]) -> set[tuple[int, int]]:
    """Which sides are drawn: (index of the line, index of the stretch between two crossing lines)."""
    drawn: set[tuple[int, int]] = set()
    for place, start, end in rules:
        line = min(range(len(lines)), key=lambda index: abs(lines[index] - place))
        for stretch in range(len(along) - 1):
            low, high = along[stretch], along[stretch + 1]
            if min(end, high) - max(start, low) >= (high - low) * _CLOSED:
                drawn.add((line, stretch))
    return drawn


def _cells(xs: list[float], ys: list[float], across: list[_Rule], down: list[_Rule]) -> list[GridCell]:
    below, beside = _covered(ys, xs, across), _covered(xs, ys, down)
    rows, columns = len(ys) - 1, len(xs) - 1
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    cells: list[GridCell] = []
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owner:
                continue
            width = 1
            while (
                column + width < columns and (column + width, row) not in beside and (row, column + width) not in owner
            ):
                width += 1
            height = 1
            while (
                row + height < rows
                and all((row + height, column + step) not in below for step in range(width))
                and all((column + step, row + height) not in beside for step in range(1, width))
            ):
                height += 1
            for down_step in range(height):
                for step in range(width):
                    owner[row + down_step, column + step] = (row, column)
            edges = (xs[column], ys[row], xs[column + width], ys[row + height])
            cells.append(GridCell(row, column, height, width, edges))
    return cells
