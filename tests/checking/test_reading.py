"""The same words in every format: the same findings, and a clear error for what cannot be read."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import docx
import odfdo
import pytest
import typst

from frankpledge.checking.checks import check
from frankpledge.checking.reading.document_file import FORMATS, read_document
from frankpledge.errors import BadInput, WrongUse

SENTENCES = (
    "Performance Report Q1 21/22",
    "In the quarter, 72% (56/72) of the inspections were completed.",
    "The median was 13:54, which is 30 seconds over the target of 13:34.",
)
ROWS = (
    ("District", "2020/21", "2021/22"),
    ("North", "100", "120"),
    ("South", "50", "60"),
    ("Total", "150", "190"),
)
AS_TEXT = {".txt", ".text", ".tsv", ".md", ".markdown", ".csv", ".html", ".htm", ".xhtml"}
"""Formats of text, in which what is not of the kind that it claims is read as words without figures."""
EXPECTED = {"share-of-count", "comparison", "table"}


def _word(path: Path) -> None:
    document = docx.Document()
    for sentence in SENTENCES:
        document.add_paragraph(sentence)
    table = document.add_table(len(ROWS), 3)
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.save(str(path))


def _odt(path: Path) -> None:
    document = odfdo.Document("text")
    for sentence in SENTENCES:
        document.body.append(odfdo.Paragraph(sentence))
    document.body.append(_odf_table())
    document.save(str(path))


def _odf_table() -> odfdo.Table:
    table = odfdo.Table("Sheet", width=3, height=len(ROWS))
    for row, cells in enumerate(ROWS):
        for column, text in enumerate(cells):
            cell = table.get_cell((column, row))
            cell.set_value(int(text) if text.isdigit() else text)
            table.set_cell((column, row), cell)
    return table


def _ods(path: Path) -> None:
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    document.body.append(_odf_table())
    document.save(str(path))


def _xlsx(path: Path) -> None:
    """The least that is a workbook: one sheet with inline texts."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    rows = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{"ABC"[i]}{number}"><v>{text}</v></c>'
            if text.isdigit()
            else f'<c r="{"ABC"[i]}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for i, text in enumerate(cells)
        )
        + "</row>"
        for number, cells in enumerate(ROWS, 1)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Sheet" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )


def _pdf(path: Path) -> None:
    cells = ", ".join(f"[{text}]" for row in ROWS for text in row)
    text = "\n\n".join(sentence.replace("/", "\\/") for sentence in SENTENCES)
    source = f"#set page(width: 16cm, height: 12cm)\n{text}\n\n#table(columns: (4cm, 4cm, 4cm), {cells})"
    path.write_bytes(typst.compile(source.encode(), format="pdf"))


def _html(path: Path) -> None:
    rows = "".join("<tr>" + "".join(f"<td>{text}</td>" for text in row) + "</tr>" for row in ROWS)
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    path.write_text(
        f"<html><style>p {{ margin: 4.218px }}</style><body>{paragraphs}<table>{rows}</table></body>",
        encoding="utf-8",
    )


def _text(path: Path) -> None:
    rows = "\n".join("\t".join(row) for row in ROWS)
    path.write_text("\n\n".join([*SENTENCES, rows]), encoding="utf-8")


def _markdown(path: Path) -> None:
    rows = ["| " + " | ".join(row) + " |" for row in ROWS]
    rows.insert(1, "| --- | --- | --- |")
    path.write_text("\n\n".join(["# " + SENTENCES[0], *SENTENCES[1:], "\n".join(rows)]), encoding="utf-8")


def _csv(path: Path) -> None:
    path.write_text("\n".join(",".join(row) for row in ROWS), encoding="utf-8")


WRITERS = {
    "report.docx": _word,
    "report.odt": _odt,
    "report.pdf": _pdf,
    "report.html": _html,
    "report.txt": _text,
    "report.md": _markdown,
}
SHEETS = {"figures.xlsx": _xlsx, "figures.ods": _ods, "figures.csv": _csv}


@pytest.mark.parametrize("name", WRITERS)
def test_prose_and_tables_of_every_format_are_read(tmp_path: Path, name: str) -> None:
    WRITERS[name](tmp_path / name)
    document = read_document(tmp_path / name)
    problems = check(document)
    assert {it.kind for it in problems} == EXPECTED
    for problem in problems:
        assert problem.quote.split()[0] in document.lines[problem.line - 1]


@pytest.mark.parametrize("name", SHEETS)
def test_sheets_of_every_format_are_read(tmp_path: Path, name: str) -> None:
    SHEETS[name](tmp_path / name)
    assert {it.kind for it in check(read_document(tmp_path / name))} == {"table"}


def test_a_wrapped_paragraph_is_one_and_its_findings_have_their_own_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "The service went on as before through the whole of the quarter, and in all\n"
        "72% (56/72) of the inspections that were planned were completed on time.\n",
        encoding="utf-8",
    )
    [problem] = check(read_document(path))
    assert (problem.line, problem.kind) == (2, "share-of-count")


def test_code_in_markdown_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "Said before.\n\n```\n72% (56/72) of it\n```\n\nAnd `72% (56/72)` here.\n", encoding="utf-8"
    )
    assert check(read_document(path)) == []


@pytest.mark.parametrize("ending", sorted(FORMATS))
@pytest.mark.parametrize(
    "data", [b"", b"  \n", b"PK\x03\x04 broken", b"%PDF-1.7 broken", bytes(range(256)) * 4]
)
def test_what_cannot_be_read_is_bad_input_or_text(tmp_path: Path, ending: str, data: bytes) -> None:
    path = tmp_path / f"a{ending}"
    path.write_bytes(data)
    if ending in AS_TEXT and data.strip() and b"\0" not in data:
        assert check(read_document(path)) == []
    else:
        with pytest.raises(BadInput, match=path.name):
            read_document(path)


def test_a_picture_of_pages_is_said_to_be_one(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(typst.compile(b"#rect(width: 3cm)", format="pdf"))
    with pytest.raises(BadInput, match="no text"):
        read_document(path)


def test_an_unknown_ending_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cannot be checked"):
        read_document(tmp_path / "a.exe")
    with pytest.raises(BadInput, match="no such file"):
        read_document(tmp_path / "a.txt")


def test_a_word_file_without_its_parts_is_bad_input(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/other.xml", "<a/>")
    for name in ("a.docx", "a.odt", "a.xlsx", "a.ods"):
        (tmp_path / name).write_bytes(buffer.getvalue())
        with pytest.raises(BadInput):
            read_document(tmp_path / name)


def test_a_running_head_stands_once_and_is_no_part_of_a_paragraph(tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    head = "Performance of the county · Q1 21\\/22 · as at 15 September 2021 · build 12"
    towns = (chr(97 + a) + chr(97 + b) + "ham" for a in range(8) for b in range(8))
    body = " ".join(f"The number of reports from {town} was as it had been before." for town in towns)
    foot = "context [Page #here().page()]"
    source = f"#set page(width: 16cm, height: 8cm, header: [{head}], footer: {foot})\n{body}"
    path.write_bytes(typst.compile(source.encode(), format="pdf"))
    document = read_document(path)
    assert sum("as at 15 September" in line for line in document.lines) == 1
    assert sum(line.startswith("Page ") for line in document.lines) == 1
    [passage] = [it for it in document.passages if "as at 15 September" in it.text]
    assert "number of reports" not in passage.text
    assert check(document) == []
