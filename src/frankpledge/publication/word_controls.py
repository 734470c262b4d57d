"""Numbers of a Word file in content controls, and the records that say what they were when it was written.

A colleague may edit every word around them; `frankpledge check` then tells which numbers were
changed by hand. The tag stands in the name that people see too, because LibreOffice keeps names
and not all versions of it keep tags. The order of elements is that of the schema (ISO/IEC
29500-1, 17.5.2.38); controls are of plain text, since LibreOffice does not write others back.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.run import Run

from frankpledge.contracts.bound_numbers import (
    NAMESPACE,
    BoundNumber,
    BoundNumbers,
    around,
    to_xml,
)
from frankpledge.publication.model import Bound, Quoted

PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
STORE = "{5B0C2A61-6F0E-4E0B-9B52-46A8D3B7F11D}"
"""The identifier by which a word processor knows the part again; the same in every report."""

_DIGIT = re.compile(r"\d")
LONGEST_ALIAS = 48


class NumberControls:
    """Puts the numbers of one Word file into content controls, and keeps what they are."""

    def __init__(self, build: str) -> None:
        self.build = build
        self.numbers: list[BoundNumber] = []
        self.names: dict[str, None] = {}

    def wrap(self, run: Run, span: Bound | Quoted, before: str, after: str) -> None:
        """Put a run that prints a number into a control of its own.

        ``before`` and ``after`` are the rest of its line. Quoted words without a digit stay as they are.
        """
        if isinstance(span, Quoted) and not _DIGIT.search(span.text):
            return
        tag = f"fp-{len(self.numbers) + 1}"
        key, value = (span.key, span.value) if isinstance(span, Bound) else (f"quoted:{span.source}", "")
        self.numbers.append(BoundNumber(tag, key, value, span.text, *around(before, after)))
        element = run._r
        control = _control(tag, f"{_told(key)} {tag}", len(self.numbers))
        element.addprevious(control)
        control.find(qn("w:sdtContent")).append(element)

    def name(self, text: str) -> None:
        """Keep a name, date or period that holds a digit: its digits claim nothing."""
        if _DIGIT.search(text):
            self.names[text] = None

    def keep(self, file: WordDocument) -> None:
        """Put the records into the file as a custom XML part, once all is written."""
        for control in file.element.body.iter(qn("w:sdt")):
            look = control.find(f"{qn('w:sdtContent')}/{qn('w:r')}/{qn('w:rPr')}")
            if look is not None:  # What is typed in the control looks like what it replaces.
                control.find(qn("w:sdtPr")).insert(0, deepcopy(look))
        package = file.part.package
        uri = package.next_partname("/customXml/item%d.xml")
        number = re.sub(r"\D", "", uri.filename)
        held = BoundNumbers(self.build, tuple(self.numbers), tuple(self.names))
        part = Part(uri, "application/xml", to_xml(held), package)
        about = Part(PackURI(f"/customXml/itemProps{number}.xml"), PROPERTIES_TYPE, _properties(), package)
        part.relate_to(about, RELATIONSHIP_TYPE.CUSTOM_XML_PROPS)
        file.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def _told(key: str) -> str:
    """Return whose number this is, short of the 64 characters of an alias: its measure or who is quoted."""
    return re.split(r"[:>]", key)[0][:LONGEST_ALIAS].strip()


def _control(tag: str, alias: str, number: int) -> Any:
    control = OxmlElement("w:sdt")
    properties = OxmlElement("w:sdtPr")
    for name, value in (("w:alias", alias), ("w:tag", tag), ("w:id", str(number))):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        properties.append(element)
    properties.append(OxmlElement("w:text"))
    control.append(properties)
    control.append(OxmlElement("w:sdtContent"))
    return control


def _properties() -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<ds:datastoreItem ds:itemID="{STORE}" '
        'xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs></ds:datastoreItem>'
    ).encode()
