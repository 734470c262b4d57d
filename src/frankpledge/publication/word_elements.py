"""What Word needs that its library has no words for: bookmarks, header rows, rules, cut-out pictures."""

from __future__ import annotations

from typing import Any, cast

from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph

from frankpledge.publication import tokens
from frankpledge.publication.model import Picture
from frankpledge.publication.standalone import Framed


def bookmark(anchor: str) -> str:
    """Return an anchor as Word takes it: at most 40 letters, digits and underscores, a letter first."""
    safe = "".join(letter if letter.isalnum() else "_" for letter in anchor)
    return f"a_{safe}"[:40]


def cut_out(shape: Any, picture: Picture, framed: Framed) -> None:
    """Show of a framed chart the chart alone: edges to leave out, in thousandths of a per cent."""
    whole = framed.whole
    edges = {
        "l": framed.left / whole.width,
        "t": framed.top / whole.height,
        "r": 1 - (framed.left + picture.width) / whole.width,
        "b": 1 - (framed.top + picture.height) / whole.height,
    }
    cut = OxmlElement("a:srcRect")
    for name, share in edges.items():
        cut.set(name, str(round(100_000 * share)))
    fill = shape._inline.graphic.graphicData.pic.blipFill
    fill.blip.addnext(cut)


def header_row(row: Any) -> None:
    """Mark a row as the header: repeated on each page, and read out as such."""
    properties = row._tr.get_or_add_trPr()
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    properties.append(header)


def ruled(table: Any, caption: str) -> None:
    """Give a table thin rules and a title for those who do not see it."""
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (
            ("val", "single"),
            ("sz", "4"),
            ("space", "0"),
            ("color", tokens.RULE.lstrip("#")),
        ):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    properties.append(borders)
    title = OxmlElement("w:tblCaption")
    title.set(qn("w:val"), caption)
    properties.append(title)


def list_of(size: int, style: str, file: WordDocument) -> list[WordParagraph]:
    """Add the paragraphs of a list; a numbered one counts for itself, or it would go on from the last."""
    items = [file.add_paragraph(style=style) for _ in range(size)]
    if style == "List Number" and items:
        part: Any = file.part
        numbering, listed = part.numbering_part.element, cast(Any, items[0].style).element
        held = numbering.num_having_numId(listed.pPr.numPr.numId.val)
        own = numbering.add_num(held.abstractNumId.val)
        own.add_lvlOverride(ilvl=0).add_startOverride(1)
        for item in items:
            counted = item._p.get_or_add_pPr().get_or_add_numPr()
            counted.get_or_add_ilvl().val = 0
            counted.get_or_add_numId().val = own.numId
    return items
