"""Where the rows of an office's crimes lie, for programs that read the store themselves."""

from __future__ import annotations

from pathlib import Path


def crimes_of(office: Path) -> list[str]:
    """Return the Parquet files of accepted crimes (beside them lie files of refused rows)."""
    files = (office / "store" / "crimes").glob("*/*.parquet")
    return sorted(str(file) for file in files if not file.name.endswith(".refused.parquet"))
