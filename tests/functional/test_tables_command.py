"""``frankpledge tables`` shows contracts, and the command line starts without reading any."""

from __future__ import annotations

import subprocess
import sys

from click.testing import CliRunner

from frankpledge.cli import main
from frankpledge.contracts.registry import FAMILIES, TABLES


def test_it_lists_every_table_under_its_family() -> None:
    ran = CliRunner().invoke(main, ["tables"])
    assert ran.exit_code == 0
    lines = ran.stdout.splitlines()
    assert [line for line in lines if line in FAMILIES] == list(FAMILIES)
    assert [line.split()[0] for line in lines if line.startswith("  ")] == list(TABLES)


def test_every_contract_can_be_shown_with_all_its_columns() -> None:
    for name, table in TABLES.items():
        ran = CliRunner().invoke(main, ["tables", name])
        assert ran.exit_code == 0, name
        for column in table.columns:
            assert f"\n{column.name}  {column.type}" in ran.stdout


def test_a_contract_says_how_it_is_held_and_which_rules_it_keeps() -> None:
    shown = " ".join(CliRunner().invoke(main, ["tables", "custody-visits"]).stdout.split())
    for said in (
        "The custody visiting scheme manager answers for it.",
        "Kept 84 months:",
        "- seen is at most available.",
        "- held is available + unavailable + unaccounted.",
        "one of: Weekday · Weekend · Bank holiday",
        "for example: luton",
    ):
        assert said in shown


def test_a_wrong_name_gets_the_nearest_right_one() -> None:
    ran = CliRunner().invoke(main, ["tables", "incident"])
    assert ran.exit_code == 2
    assert "There is no table 'incident'. Did you mean 'incidents'?" in ran.stderr


def test_the_command_line_starts_without_reading_a_contract() -> None:
    script = "import frankpledge.cli, sys; print(*[it for it in sys.modules if '.contracts' in it])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [], "import contracts inside the command that needs them"


def test_contracts_load_without_arrow_and_fast() -> None:
    script = (
        "import sys, time; began = time.process_time(); import frankpledge.contracts.registry; "
        "print(time.process_time() - began, 'pyarrow' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    seconds, *heavy = done.stdout.split()
    assert heavy == ["False", "False"]
    assert float(seconds) < 0.5
