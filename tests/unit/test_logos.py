"""A logo is looked at and nothing more: what runs, fetches or links is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from frankpledge.errors import BadInput
from frankpledge.publication.logos import LARGEST, read_logo
from frankpledge.publication.pictures import svg_as_png

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 90 30">'
)


def written(folder: Path, body: str, head: str = HEAD) -> Path:
    path = folder / "logo.svg"
    path.write_text(f"{head}{body}</svg>", encoding="utf-8")
    return path


def test_a_plain_svg_has_the_size_of_its_box(tmp_path: Path) -> None:
    body = '<linearGradient id="g"/><rect width="9" height="3" fill="url(#g)"/><use href="#g"/>'
    logo = read_logo(written(tmp_path, body), "Logo of an office")
    assert (logo.suffix, logo.width, logo.height, logo.alt) == ("svg", 90, 30, "Logo of an office")


def test_a_size_without_a_box_will_do_and_none_will_not(tmp_path: Path) -> None:
    start = '<svg xmlns="http://www.w3.org/2000/svg"'
    assert read_logo(written(tmp_path, "", f'{start} width="40px" height="20px">'), "").width == 40
    with pytest.raises(BadInput, match="no size"):
        read_logo(written(tmp_path, "", f'{start} width="100%">'), "")


def test_a_png_has_the_size_of_its_header(tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(svg_as_png(f'{HEAD}<rect width="9" height="3"/></svg>', 1.0))
    logo = read_logo(path, "")
    assert (logo.suffix, logo.width, logo.height) == ("png", 90, 30)
    path.write_bytes(b"GIF89a" + bytes(60))
    with pytest.raises(BadInput, match="not a PNG"):
        read_logo(path, "")


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<image href="https://example.org/a.png"/>',
        '<image xlink:href="//example.org/a.png"/>',
        '<image href="file:///etc/passwd"/>',
        '<rect fill="url(https://example.org/#g)"/>',
        "<style>@import 'https://example.org/a.css';</style>",
        "<rect style=\"fill: url( 'https://example.org/a')\"/>",
        '<a href="javascript:alert(1)"><rect/></a>',
        "<foreignObject><p>x</p></foreignObject>",
        '<animate attributeName="href" values="https://example.org"/>',
        '<image href="data:image/svg+xml;base64,AAAA"/>',
    ],
)
def test_what_runs_fetches_or_links_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(BadInput, match="this SVG"):
        read_logo(written(tmp_path, body), "")


def test_entities_other_files_and_large_ones_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "logo.svg"
    path.write_text(f'<!DOCTYPE svg [<!ENTITY a "b">]>{HEAD}</svg>', encoding="utf-8")
    with pytest.raises(BadInput, match="document type"):
        read_logo(path, "")
    path.write_text("<html></html>", encoding="utf-8")
    with pytest.raises(BadInput, match="not an SVG"):
        read_logo(path, "")
    path.write_text("not xml", encoding="utf-8")
    with pytest.raises(BadInput, match="not an SVG"):
        read_logo(path, "")
    path.write_bytes(bytes(LARGEST + 1))
    with pytest.raises(BadInput, match="larger than 512 kB"):
        read_logo(path, "")
