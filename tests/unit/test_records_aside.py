"""Folders for records that lie on disk for a while: what a kill leaves goes, what is in use stays."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from frankpledge.store.aside import PREFIX, records_aside

HOLDING = """
import sys, time
from pathlib import Path
from frankpledge.store.aside import records_aside
with records_aside(Path(sys.argv[1])) as folder:
    (folder / "records").write_text("a,b")
    print(folder, flush=True)
    time.sleep(60)
"""


def test_it_is_gone_with_what_is_in_it(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), records_aside(tmp_path / "builds") as folder:  # noqa: PT012
        (folder / "records").write_text("a,b")
        assert folder.parent == tmp_path / "builds"
        assert folder.stat().st_mode & 0o777 == 0o700, "nobody else may read it"
        raise RuntimeError
    assert list((tmp_path / "builds").iterdir()) == []


def test_what_a_kill_left_is_cleared_by_the_next_and_what_is_in_use_is_not(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, tmp_path], stdout=subprocess.PIPE, text=True
    ) as holding:
        assert holding.stdout is not None
        left = Path(holding.stdout.readline().strip())
        with records_aside(tmp_path) as own:
            assert {one.name for one in tmp_path.iterdir()} == {left.name, own.name}
        assert (left / "records").exists()
        holding.send_signal(signal.SIGKILL)
        holding.wait()
        assert (left / "records").exists(), "a kill leaves it"
    with records_aside(tmp_path) as own:
        assert list(tmp_path.iterdir()) == [own]


def test_many_at_once_never_clear_each_other(tmp_path: Path) -> None:
    gone: list[Path] = []

    def work() -> None:
        for number in range(40):
            with records_aside(tmp_path) as folder:
                (folder / "records").write_text(str(number))
                if (folder / "records").read_text() != str(number):
                    gone.append(folder)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert gone == []
    assert list(tmp_path.iterdir()) == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").touch()
    (tmp_path / "place").mkdir()
    (tmp_path / "place" / f"{PREFIX}link").symlink_to(tmp_path / "elsewhere")
    with records_aside(tmp_path / "place"):
        assert (tmp_path / "elsewhere" / "kept").exists()


def test_where_nothing_can_be_made_it_lies_among_the_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "file").touch()
    with records_aside(tmp_path / "file" / "builds") as folder:
        assert folder.parent == tmp_path
