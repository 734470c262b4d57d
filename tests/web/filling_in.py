"""Forms of records filled in as a browser does: what the page offers is chosen, and what it holds is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from frankpledge.registers.register import Field, FieldType, Register

TODAY = f"{date.today():%-d %B %Y}"  # noqa: DTZ011  (as people write it)
WORDS = {
    FieldType.TEXT: "Words of a form",
    FieldType.LONG_TEXT: "Words of a form.",
    FieldType.NUMBER: "0",
    FieldType.DECIMAL: "1.5",
    FieldType.MONEY: "£10",
    FieldType.DATE: TODAY,
    FieldType.LOOSE_DATE: TODAY,
    FieldType.TIME: f"{TODAY}, 10:00",
    FieldType.MEASURE: "all-crime",
    FieldType.WEB: "https://example.org/there",
}
"""What is written into a box, by what the field holds."""
BY_NAME = {"plan-year": "2025-26", "called": ""}
"""What is written into boxes of these names, which are not read as any words."""


@dataclass
class Control:
    """One control of a form: what it holds, and what may be chosen."""

    name: str
    kind: str
    held: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)


class Form(HTMLParser):
    """The last form of a page that is sent, with its controls by name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.controls: dict[str, Control] = {}
        self._writing: Control | None = None
        self.feed(page.rpartition('<form method="post"')[2].partition("</form>")[0].partition(">")[2])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "option" and self._writing is not None:
            self._writing.offered += [said["value"]] if said["value"] else []
            self._writing.held += [said["value"]] if "selected" in said and said["value"] else []
        name = said.get("name", "")
        if tag not in ("input", "select", "textarea") or name in ("", "csrfmiddlewaretoken"):
            return
        kind = said.get("type", tag)
        control = self.controls.setdefault(name, Control(name, kind))
        if kind in ("checkbox", "radio"):
            control.offered.append(said["value"])
            control.held += [said["value"]] if "checked" in said else []
        elif tag == "input":
            control.held = [said.get("value", "")]
        self._writing = control if tag in ("select", "textarea") else None

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._writing = None

    def handle_data(self, data: str) -> None:
        if self._writing is not None and self._writing.kind == "textarea":
            self._writing.held = [*self._writing.held, data]

    def sent(self) -> dict[str, list[str]]:
        """Return what is sent as it stands."""
        return {
            name: ["".join(one.held)] if one.kind == "textarea" else one.held
            for name, one in self.controls.items()
            if one.held or one.kind not in ("checkbox", "radio")
        }

    def filled(self, register: Register, *, all_fields: bool = True) -> dict[str, list[str]]:
        """Return what is sent once boxes are filled in: all, or those that must be."""
        sent, chosen = self.sent(), dict[str, str]()
        for name, one in self.controls.items():
            of = _field_of(register, name)
            if of is None or one.kind == "hidden" or "".join(one.held).strip():
                continue
            if of.exempt or not (all_fields or of.required):
                continue  # What is exempt needs a ground before anything is published.
            words = _words(of, one, chosen)
            if words:
                sent[name] = [words]
                chosen[of.id] = words
        return sent


def _field_of(register: Register, name: str) -> Field | None:
    parts = name.split(".")
    found = next((one for one in register.fields if one.id == parts[0]), None)
    if found is None or len(parts) == 1:
        return found
    if len(parts) != 3 or parts[1] != "1":
        return None  # The first row of a small table is enough.
    return next((one for one in found.columns if one.id == parts[2]), None)


def _words(of: Field, one: Control, chosen: dict[str, str]) -> str:
    if one.kind in ("select", "radio", "checkbox"):
        goes = of.allowed.get(chosen.get(of.depends, ""), tuple(one.offered))
        return next((word for word in one.offered if word in goes), "")
    if of.to or of.type is FieldType.FIGURE:
        return ""  # Nothing is offered: there is no such record yet.
    return BY_NAME.get(of.id, WORDS.get(of.type, ""))
