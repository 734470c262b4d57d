"""The site beside a report: it holds together from any folder, and each number leads to how it was made."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import lxml.html
import pytest

from frankpledge.publication.write import write_report
from tests.unit.report_example import example, figures_table

Pages = dict[Path, lxml.html.HtmlElement]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office") / "reports" / "2022-23-Q4-quarterly"
    data = example()
    write_report(data, figures_table(data), folder)
    return folder


@pytest.fixture(scope="module")
def pages(folder: Path) -> Pages:
    files = sorted((folder / "site").rglob("*.html"))
    assert len(files) > 15
    return {file: lxml.html.fromstring(file.read_bytes()) for file in files}


def targets(root: lxml.html.HtmlElement) -> list[str]:
    return [link for _, _, link, _ in root.iterlinks()]


def test_every_link_leads_somewhere_within_the_folder(folder: Path, pages: Pages) -> None:
    places = {file: {element.get("id") for element in root.iter() if element.get("id")}
              for file, root in pages.items()}  # fmt: skip
    followed = 0
    for file, root in pages.items():
        for link in targets(root):
            assert not re.match(r"[a-z]+:|/", link), f"{file.name}: {link}"
            name, _, place = link.partition("#")
            target = (file.parent / name).resolve() if name else file
            assert target.is_file(), f"{file.name}: {link}"
            assert target.is_relative_to(folder.resolve())
            if place:
                assert unquote(place) in places[target], f"{file.name}: {link}"
            followed += 1
    assert followed > 1500


def test_no_page_runs_a_script_or_asks_anything_of_anywhere(pages: Pages) -> None:
    for root in pages.values():
        policy = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert policy.startswith("default-src 'none'; style-src 'self'; font-src 'self'")
        assert not root.xpath("//script | //style | //*[@style] | //iframe | //form")


def test_each_page_has_one_title_landmarks_and_ids_of_its_own(pages: Pages) -> None:
    titles = []
    for file, root in pages.items():
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), file.name
        for tag in ("main", "header", "footer"):
            assert len(root.xpath(f"//{tag}")) == 1
        assert root.xpath("//a[@class='skip']/@href") == ["#main"]
        titles.append(root.findtext(".//title"))
    assert len(titles) == len(set(titles))


def test_every_number_leads_to_its_own_entry_which_prints_it(folder: Path, pages: Pages) -> None:
    checked = 0
    for file, root in pages.items():
        if file.parent.name == "explain":
            continue
        for number in root.xpath("//main//data"):
            near = number.getparent() if number.getparent().tag == "a" else number.getnext()
            assert near is not None
            assert "how" in near.get("class", "").split(), number.get("data-figure")
            name, _, place = near.get("href").partition("#")
            entry = pages[(file.parent / name).resolve()].get_element_by_id(place)
            heading = " ".join(entry.find("dt").text_content().split())
            assert " ".join(number.text_content().split()) in heading
            checked += 1
    assert checked > 700


def test_the_parts_follow_each_other_from_first_to_last(folder: Path, pages: Pages) -> None:
    seen, file = [], folder.resolve() / "site" / "index.html"
    while True:
        seen.append(file.name)
        following = pages[file].xpath("//a[@rel='next']/@href")
        if not following:
            break
        after = file.parent / following[0]
        assert pages[after].xpath("//a[@rel='prev']/@href") == [file.name]
        file = after
    parts = {file.name for file in pages if file.parent.name == "site"}
    assert len(seen) == len(set(seen))
    assert set(seen) == parts


def test_the_contents_stand_on_every_page_and_say_which_it_is(pages: Pages) -> None:
    listed = {}
    for file, root in pages.items():
        nav = root.xpath("//nav[@aria-label='Contents' or @aria-labelledby='contents']")[0]
        listed[file] = [item.text_content() for item in nav.xpath(".//li")]
        if file.parent.name == "site" and file.name != "index.html":
            assert nav.xpath(".//a[@aria-current='page']/@href") == [file.name]
    assert len({tuple(names) for names in listed.values()}) == 1


def test_charts_can_be_taken_away_as_pictures_and_numbers(folder: Path, pages: Pages) -> None:
    charts = 0
    for file, root in pages.items():
        for figure in root.xpath("//figure"):
            links = figure.xpath(".//p[@class='downloads']//a/@href")
            kinds = {Path(link).suffix for link in links}
            assert {".svg", ".png", ".csv"} <= kinds, figure.get("id")
            drawings = [link for link in links if link.endswith(".svg")]
            assert len(drawings) == len(figure.xpath(".//div[contains(@class,'panels')]/*"))
            for link in links:
                content = (file.parent / link).read_bytes()
                start = {".svg": b"<svg", ".png": b"\x89PNG\r\n\x1a\n", ".csv": b""}[Path(link).suffix]
                assert content.startswith(start)
                assert len(content) > 50
            charts += 1
    assert charts >= 8


def test_a_chart_alone_says_what_it_is_of_and_where_from(folder: Path) -> None:
    drawing = (folder / "charts" / "burglary-months.svg").read_text(encoding="utf-8")
    for words in ("Burglary", "Westmarch", "Source:", "Generated records, not real"):
        assert words in drawing


def test_the_numbers_of_a_chart_are_those_of_its_table(folder: Path) -> None:
    rows = (folder / "charts" / "chart-burglary.csv").read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("Year,Apr,May,Jun")
    figures = {(f.label): f.value for f in example().readings["burglary"].months}
    assert rows[-1].split(",")[-1] == str(int(figures["March 2023"] or 0))
