"""What the application answers, read as a program or a person reads it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client


def read_csv(client: Client, address: str) -> list[dict[str, str]]:
    """Return the rows of an address that answers in CSV."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return list(csv.DictReader(io.StringIO(answer.getvalue().decode())))


def read_json(client: Client, address: str) -> dict[str, Any]:
    """Return what an address answers in JSON."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    read: dict[str, Any] = json.loads(answer.content)
    return read


def read_text(client: Client, address: str) -> str:
    """Return a page with every run of spaces as one."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.getvalue().decode())


def number_or_text(text: Any) -> Any:
    """Return a cell as a number where it is one; None where it is empty."""
    try:
        return float(text)
    except (TypeError, ValueError):
        return text or None


def release_rows(office: Path, number: int) -> list[dict[str, str]]:
    """Return the figures that a release published."""
    file = next((office / "releases").glob(f"{number:04d}-*")) / "files" / "figures.csv"
    return list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
