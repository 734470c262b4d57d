"""The Word file: real styles, heading levels, header rows and alternative texts, so that it can be edited."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from frankpledge.publication import tokens
from frankpledge.publication.chart_files import DrawnChart, drawn_charts
from frankpledge.publication.logos import Logo
from frankpledge.publication.model import (
    Align,
    Block,
    Bound,
    Bullets,
    Cell,
    Chart,
    Document,
    Heading,
    KeySentences,
    Line,
    Name,
    NewPage,
    Notice,
    Paragraph,
    Picture,
    Quoted,
    Span,
    Table,
    Terms,
    Text,
    Tiles,
    Together,
    Tone,
    plain,
    walk,
)
from frankpledge.publication.packed import steadied
from frankpledge.publication.pictures import png, svg_as_png
from frankpledge.publication.word_controls import NumberControls
from frankpledge.publication.word_elements import bookmark, cut_out, header_row, list_of, ruled

FONT = "Arial"
"""Word files cannot be counted on to carry a typeface; every word processor has this one or its equal."""

TEXT_WIDTH = 17.0
_TONES = {Tone.BETTER: tokens.BETTER, Tone.WORSE: tokens.WORSE, Tone.QUIET: tokens.QUIET}


def word(document: Document, drawn: Mapping[str, DrawnChart] | None = None) -> bytes:
    """Return the report as a .docx file, the same bytes for the same document.

    ``drawn`` are its charts where they are drawn already. Every number stands in a content control.
    """
    writer = _Writer(document, drawn_charts(document) if drawn is None else drawn)
    writer.write()
    writer.controls.keep(writer.file)
    held = io.BytesIO()
    writer.file.save(held)
    return steadied(held.getvalue())


def _colour(value: str) -> RGBColor:
    return RGBColor.from_string(value.lstrip("#").upper())


class _Writer:
    """Writes one document's blocks, in order, into one Word file."""

    def __init__(self, document: Document, drawn: Mapping[str, DrawnChart]) -> None:
        self.document = document
        self.drawn = drawn
        self.controls = NumberControls(document.build_id)
        self.file: WordDocument = docx.Document()
        self.known = {block.id for block in walk(document.blocks) if isinstance(block, Heading)}
        self.marks = 0

    def write(self) -> None:
        self._properties()
        self._styles()
        self._page()
        if self.document.logo is not None:
            self._logo(self.document.logo)
        self.file.add_paragraph(self.document.title, style="Title")
        self._spans(self.file.add_paragraph(style="Subtitle"), self.document.subtitle)
        for name, words in self.document.facts:
            paragraph = self.file.add_paragraph(style="Small print")
            paragraph.add_run(f"{name}: ")
            self._spans(paragraph, words, before=f"{name}: ")
        for block in self.document.blocks:
            self._block(block)

    def _properties(self) -> None:
        core = self.file.core_properties
        when = self.document.as_at
        core.title = self.document.title
        core.author = core.last_modified_by = self.document.publisher
        core.subject = plain(self.document.subtitle)
        core.keywords = ", ".join(self.document.keywords)
        core.comments = f"Build {self.document.build_id}"
        core.language = self.document.language
        core.created = core.modified = datetime(when.year, when.month, when.day, tzinfo=UTC)

    def _styles(self) -> None:
        styles = self.file.styles
        normal = styles["Normal"]
        self._font(normal, 10.5, tokens.INK)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), self.document.language)
        normal.element.get_or_add_rPr().append(language)
        normal.paragraph_format.space_after = Pt(6)
        sizes = {"Title": 24.0, "Heading 1": 17.0, "Heading 2": 13.5, "Heading 3": 12.0, "Heading 4": 11.0}
        for name, size in sizes.items():
            colour = tokens.INK if name in ("Title", "Heading 2") else self.document.accent
            self._font(styles[name], size, colour, bold=True)
        self._font(styles["Subtitle"], 13, tokens.QUIET)
        self._font(styles["Caption"], 9.5, tokens.INK, bold=True)
        styles["Caption"].paragraph_format.keep_with_next = True
        small = styles.add_style("Small print", 1)
        small.base_style = normal
        self._font(small, 8.5, tokens.QUIET)
        small.paragraph_format.space_after = Pt(3)
        notice = styles.add_style("Notice", 1)
        notice.base_style = normal
        self._font(notice, 10.5, tokens.WORSE, bold=True)

    @staticmethod
    def _font(style: Any, size: float, colour: str, *, bold: bool = False) -> None:
        style.font.name = FONT
        style.font.size = Pt(size)
        style.font.bold = bold
        style.font.italic = False
        style.font.color.rgb = _colour(colour)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{name}"), None)
        for name in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{name}"), FONT)

    def _page(self) -> None:
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(2)
        head = section.header.paragraphs[0]
        head.style = self.file.styles["Small print"]
        self._spans(head, self.document.running)
        foot = section.footer.paragraphs[0]
        foot.style = self.file.styles["Small print"]
        foot.add_run(f"{self.document.publisher} – page ")
        self._field(foot, "PAGE")
        foot.add_run(" of ")
        self._field(foot, "NUMPAGES")

    @staticmethod
    def _field(paragraph: WordParagraph, code: str) -> None:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        run, text = OxmlElement("w:r"), OxmlElement("w:t")
        text.text = "1"
        run.append(text)
        field.append(run)
        paragraph._p.append(field)

    def _spans(self, paragraph: WordParagraph, spans: Line, *, before: str = "", after: str = "") -> None:
        """Write a line; ``before`` and ``after`` are what stands around it in the same line or row."""
        texts = [span.text for span in spans]
        for place, span in enumerate(spans):
            run = self._span(paragraph, span)
            if isinstance(span, Bound | Quoted):
                ahead = "".join([before, *texts[:place]])
                self.controls.wrap(run, span, ahead, "".join([*texts[place + 1 :], after]))
            elif isinstance(span, Name):
                self.controls.name(span.text)

    def _span(self, paragraph: WordParagraph, span: Span) -> Run:
        if isinstance(span, Name) and span.target.startswith("#") and span.target[1:] in self.known:
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), bookmark(span.target[1:]))
            run = paragraph.add_run(span.text)
            run.font.color.rgb = _colour(self.document.accent)
            run.font.underline = True
            run.font.bold = span.strong or None
            paragraph._p.remove(run._r)
            link.append(run._r)
            paragraph._p.append(link)
            return run
        run = paragraph.add_run(span.text)
        if not isinstance(span, Quoted) and span.strong:
            run.font.bold = True
        if isinstance(span, Text) and span.tone in _TONES:
            run.font.color.rgb = _colour(_TONES[span.tone])
            run.font.bold = span.tone is not Tone.QUIET or None
        return run

    def _block(self, block: Block) -> None:
        match block:
            case Heading(level, text, anchor):
                self._heading(level, text, anchor)
            case Paragraph(text, note):
                self._spans(self.file.add_paragraph(style="Small print" if note else None), text)
            case Bullets(items, numbered):
                self._bullets(items, "List Number" if numbered else "List Bullet")
            case Tiles():
                self._tiles(block)
            case KeySentences(items):
                self._heading(2, (Text("In short"),), "in-short")
                self._bullets(items)
            case Notice(text):
                self._spans(self.file.add_paragraph(style="Notice"), text)
            case Terms(items):
                for term, words in items:
                    paragraph = self.file.add_paragraph(style="Small print")
                    paragraph.add_run(f"{plain(term)}: ").font.bold = True
                    for span in term:
                        self.controls.name(span.text)
                    self._spans(paragraph, words, before=f"{plain(term)}: ")
            case Table():
                self._table(block)
            case Chart():
                self._chart(block)
            case Together(heading, inner):
                for one in (heading, *inner):
                    self._block(one)
            case NewPage():
                self.file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case _:
                return  # Word makes its own contents from the headings.

    def _heading(self, level: int, text: Line, anchor: str) -> None:
        """Write a heading: the title has a style of its own, so level 2 of the model is Heading 1."""
        paragraph = self.file.add_heading(level=level - 1)
        self.marks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(qn("w:id"), str(self.marks))
        start.set(qn("w:name"), bookmark(anchor))
        paragraph._p.append(start)
        for place, span in enumerate(text):
            run = paragraph.add_run(span.text)
            if isinstance(span, Bound | Quoted):
                self.controls.wrap(run, span, plain(text[:place]), plain(text[place + 1 :]))
            elif isinstance(span, Name):
                self.controls.name(span.text)
        paragraph._p.append(end)

    def _bullets(self, items: tuple[Line, ...], style: str = "List Bullet") -> None:
        for paragraph, item in zip(list_of(len(items), style, self.file), items, strict=True):
            self._spans(paragraph, item)

    def _logo(self, logo: Logo) -> None:
        content = (
            logo.content if logo.suffix == "png" else svg_as_png(logo.content.decode(), 600 / logo.width)
        )
        width = min(5.5, 1.7 * logo.width / logo.height)
        paragraph = self.file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        shape = paragraph.add_run().add_picture(io.BytesIO(content), width=Cm(width))
        shape._inline.docPr.set("descr", logo.alt)

    def _tiles(self, tiles: Tiles) -> None:
        """Write tiles as the cells of a table without header, read from left to right and row by row."""
        across = tiles.columns
        made = self.file.add_table(rows=-(-len(tiles.items) // across), cols=across)
        made.autofit = False
        ruled(made, plain(tiles.title))
        for place, tile in enumerate(tiles.items):
            cell = made.rows[place // across].cells[place % across]
            cell.width = Cm(TEXT_WIDTH / across)
            paragraph = cell.paragraphs[0]
            self._spans(paragraph, tile.title)
            paragraph.runs[0].font.bold = True
            value = cell.add_paragraph()
            self._spans(value, tile.value)
            for run in value.runs:
                run.font.size = Pt(18)
            if tile.picture is not None:
                self._picture(cell.add_paragraph(), tile.picture, 2.8)
            for words in (tile.change, tile.period):
                self._spans(cell.add_paragraph(style="Small print"), words)
        self.file.add_paragraph(style="Small print")

    def _picture(self, paragraph: WordParagraph, picture: Picture, width: float) -> None:
        """Place a picture; a chart is cut out of the one drawn with its words, which stand here as text."""
        run, height = paragraph.add_run(), Cm(width * picture.height / picture.width)
        drawn = self.drawn.get(picture.id)
        image = png(picture, 1.5) if drawn is None else drawn.png
        shape = run.add_picture(io.BytesIO(image), width=Cm(width), height=height)
        if drawn is not None:
            cut_out(shape, picture, drawn.framed)
        properties = shape._inline.docPr
        properties.set("descr", plain(picture.alt))
        properties.set("title", "")

    def _chart(self, chart: Chart) -> None:
        caption = self.file.add_paragraph(style="Caption")
        self._spans(caption, chart.title)
        below = self.file.add_paragraph(style="Small print")
        below.paragraph_format.keep_with_next = True
        self._spans(below, chart.subtitle)
        pictures = self.file.add_paragraph()
        pictures.paragraph_format.keep_with_next = True
        total = max(sum(picture.width for picture in chart.pictures), 640.0)
        for picture in chart.pictures:
            self._picture(pictures, picture, (TEXT_WIDTH - 0.2) * picture.width / total)
        self._spans(self.file.add_paragraph(style="Small print"), chart.source)
        if chart.table is not None:
            self._table(chart.table)

    def _table(self, table: Table) -> None:
        if not table.paged:
            return
        self._spans(self.file.add_paragraph(style="Caption"), table.caption)
        count = sum(len(group.rows) + bool(group.title) for group in table.groups)
        made = self.file.add_table(rows=1 + count, cols=len(table.columns))
        made.alignment = WD_TABLE_ALIGNMENT.LEFT
        made.autofit = False
        ruled(made, plain(table.caption))
        size = 6.5 if len(table.columns) > 10 else 8.5 if table.compact else 9.0
        whole = 9.5 if len(table.columns) <= 2 else TEXT_WIDTH
        widths = [Cm(whole * column.share / sum(c.share for c in table.columns)) for column in table.columns]
        for place, width in enumerate(widths):
            made.columns[place].width = width
        rows = iter(made.rows)
        head = next(rows)
        header_row(head)
        cells = head.cells
        titles = [column.title for column in table.columns]
        for place, column in enumerate(table.columns):
            self._cell(
                cells[place],
                column.title,
                column.align,
                size,
                widths[place],
                _beside(titles, place),
                bold=True,
            )
        for group in table.groups:
            if group.title:
                cells = next(rows).cells
                joined = cells[0].merge(cells[-1])
                self._cell(joined, group.title, Align.TEXT, size, None, ("", ""), bold=True)
            for row in group.rows:
                cells = next(rows).cells
                for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                    self._cell(cells[place], cell, column.align, size, widths[place], _beside(row, place))
        for note in table.notes:
            self._spans(self.file.add_paragraph(style="Small print"), note)
        if not table.notes:
            self.file.add_paragraph(style="Small print")

    def _cell(
        self,
        cell: Any,
        content: Cell,
        align: Align,
        size: float,
        width: Any,
        beside: tuple[str, str],
        *,
        bold: bool = False,
    ) -> None:
        before, after = beside
        if width is not None:
            cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.space_before = Pt(1)
        if align is Align.NUMBER:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if isinstance(content, Picture):
            self._picture(paragraph, content, 2.1)
            if content.beside:
                self._spans(cell.add_paragraph(), content.beside, before=before, after=after)
            return
        self._spans(paragraph, content, before=before, after=after)
        for run in paragraph._p.iter(qn("w:r")):
            properties = run.get_or_add_rPr()
            properties.sz_val = Pt(size)
            if bold:
                properties.get_or_add_b()


def _beside(row: Sequence[Cell], place: int) -> tuple[str, str]:
    """Return the text of a row before and after one of its cells."""
    texts = [plain(cell.beside if isinstance(cell, Picture) else cell) for cell in row]
    return "".join(texts[:place]), "".join(texts[place + 1 :])
