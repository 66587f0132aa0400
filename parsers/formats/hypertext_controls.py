"""The controls of an HTML form as `NativeField`s: text, tick box, radio group, list."""

from __future__ import annotations

from dataclasses import replace

from lxml import html as lxml_html

from parsers.document import TICKED, UNTICKED, ControlKind, NativeField

#: Elements that are controls of a form.
CONTROLS = frozenset({"input", "select", "textarea", "button"})
_NO_FIELD = frozenset({"hidden", "submit", "button", "reset", "image", "file", "password"})


class Controls:
    """The native fields of one page, in the order they are met."""

    def __init__(self, root: lxml_html.HtmlElement) -> None:
        self.fields: list[NativeField] = []
        self._radios: dict[str, int] = {}
        self._labels = {
            label.get("for", ""): " ".join("".join(label.itertext()).split())
            for label in root.iter("label")
            if label.get("for")
        }

    def take(self, node: lxml_html.HtmlElement) -> tuple[str, int | None]:
        """The text a control shows and the index of its field (None: it is no field)."""
        kind = (node.get("type") or "text").lower() if node.tag == "input" else str(node.tag)
        if kind in _NO_FIELD:
            return "", None
        if kind == "radio":
            return self._radio(node)
        if kind == "checkbox":
            value = TICKED if node.get("checked") is not None else UNTICKED
            return value, self._add(node, ControlKind.CHECKBOX, value, options=(node.get("value") or "on",))
        if kind == "select":
            return self._select(node)
        value = "".join(node.itertext()) if kind == "textarea" else node.get("value") or ""
        return value, self._add(node, ControlKind.TEXT, value.strip() or None)

    def _radio(self, node: lxml_html.HtmlElement) -> tuple[str, int | None]:
        name, option = node.get("name") or "", node.get("value") or "on"
        checked = node.get("checked") is not None
        index = self._radios.get(name)
        if index is None:
            index = self._radios[name] = self._add(node, ControlKind.RADIO, None, label="")
        known = self.fields[index]
        self.fields[index] = replace(
            known,
            options=(*known.options, option),
            option_labels=(*known.option_labels, self._labels.get(node.get("id") or "", option)),
            value=option if checked else known.value,
            values=(option,) if checked else known.values,
        )
        return (TICKED if checked else UNTICKED), index

    def _select(self, node: lxml_html.HtmlElement) -> tuple[str, int | None]:
        options = list(node.iter("option"))
        shown = [" ".join("".join(option.itertext()).split()) for option in options]
        exports = [option.get("value", text) for option, text in zip(options, shown, strict=True)]
        chosen = [place for place, option in enumerate(options) if option.get("selected") is not None]
        values = tuple(exports[place] for place in chosen if exports[place])
        index = self._add(
            node,
            ControlKind.CHOICE,
            values[0] if values else None,
            values=values,
            options=tuple(exports),
            option_labels=tuple(shown),
        )
        return ", ".join(shown[place] for place in chosen), index

    def _add(
        self,
        node: lxml_html.HtmlElement,
        kind: ControlKind,
        value: str | None,
        *,
        label: str | None = None,
        values: tuple[str, ...] = (),
        options: tuple[str, ...] = (),
        option_labels: tuple[str, ...] = (),
    ) -> int:
        if label is None:
            label = self._labels.get(node.get("id") or "") or node.get("aria-label") or node.get("title") or ""
        self.fields.append(
            NativeField(
                name=node.get("name") or node.get("id") or "",
                kind=kind,
                value=value,
                label=label,
                values=values or ((value,) if value and kind is ControlKind.TEXT else ()),
                options=options,
                option_labels=option_labels,
                read_only=node.get("readonly") is not None or node.get("disabled") is not None,
            )
        )
        return len(self.fields) - 1
