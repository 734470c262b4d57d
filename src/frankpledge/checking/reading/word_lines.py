"""The lines of a Word file with the content controls in them: what of a line stands in which control."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.table import Table

from frankpledge.contracts.bound_numbers import TAG

_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
_CONTROL, _PROPERTIES, _CONTENT = qn("w:sdt"), qn("w:sdtPr"), qn("w:sdtContent")
_TAG, _ALIAS, _PLACEHOLDER, _VALUE = qn("w:tag"), qn("w:alias"), qn("w:showingPlcHdr"), qn("w:val")
_LEFT_OUT = {qn("w:del"), qn("w:moveFrom"), qn("w:pPr"), qn("w:rPr"), _PROPERTIES}
_TEXTS = {qn("w:t"): None, qn("w:tab"): " ", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


@dataclass(frozen=True)
class Piece:
    """Some text of a line; ``tag`` is that of the content control it stands in, empty outside any."""

    text: str
    tag: str = ""


@dataclass(frozen=True)
class WordLine:
    """A paragraph, or a table's row: one cell for a paragraph, a cell's pieces for each cell of a row."""

    cells: tuple[tuple[Piece, ...], ...]

    @property
    def text(self) -> str:
        """The line as a document has it: cells parted by tabs, runs of space as one."""
        cells = ("".join(piece.text for piece in cell) for cell in self.cells)
        return "\t".join(" ".join(cell.split()) for cell in cells)


def lines_of(document: WordDocument) -> Iterator[WordLine]:
    """Yield the lines of a Word file's body; a merged cell's text stands in its first place alone.

    Text that was struck out in tracked changes is left out, text that was put in is there.
    """
    _open_block_controls(document.element.body)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells, last = [], None
                for cell in row.cells:
                    cells.append(() if cell._tc is last else _of_cell(cell._tc))
                    last = cell._tc
                yield WordLine(tuple(cells))
            yield WordLine(((),))
        else:
            yield WordLine((tuple(_pieces(block._p)),))


def _open_block_controls(body: Any) -> None:
    """Take away controls around whole paragraphs, rows or cells, leaving what is in them."""
    for control in list(body.iter(_CONTROL)):
        if control.getparent() is None or any(one.tag == _PARAGRAPH for one in control.iterancestors()):
            continue
        content = control.find(_CONTENT)
        for child in list(content) if content is not None else ():
            control.addprevious(child)
        control.getparent().remove(control)


def _of_cell(cell: Any) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for paragraph in cell.iterchildren(_PARAGRAPH):
        if found:
            found.append(Piece("\n"))
        found += _pieces(paragraph)
    return tuple(found)


def _pieces(element: Any, tag: str = "") -> Iterator[Piece]:
    for child in element:
        if child.tag in _LEFT_OUT or child.tag == _TABLE:
            continue
        if child.tag in _TEXTS:
            text = _TEXTS[child.tag]
            yield Piece((child.text or "") if text is None else text, tag)
        elif child.tag == _CONTROL:
            content = child.find(_CONTENT)
            if content is not None:
                yield from _pieces(content, _tag_of(child) or tag)
        else:
            yield from _pieces(child, tag)


def _tag_of(control: Any) -> str:
    """Return a control's tag, or that at the end of its name, which LibreOffice keeps where it drops tags.

    None while the control shows only words that ask to be replaced.
    """
    properties = control.find(_PROPERTIES)
    if properties is None or properties.find(_PLACEHOLDER) is not None:
        return ""
    tag, alias = properties.find(_TAG), properties.find(_ALIAS)
    if tag is not None:
        return str(tag.get(_VALUE, ""))
    name = str(alias.get(_VALUE, "")).rpartition(" ")[2] if alias is not None else ""
    return name if TAG.fullmatch(name) else ""
