"""The built-in example: a fictional county from generated records to its report."""

from __future__ import annotations

import shutil
from pathlib import Path

from frankpledge.errors import WrongUse
from frankpledge.generate import DEMO, Truth, generate
from frankpledge.generate.living import generated_secrets
from frankpledge.periods import parse_quarter
from frankpledge.pipeline import Say, measure, take_in
from frankpledge.plan.office_folder import new_office
from frankpledge.releases.sign_offs import Stage
from frankpledge.reporting import Report, publish, release, sign
from frankpledge.store.intake import Progress

DEMO_OFFICE = "westmarch-whole"
WITH_RECORDS = True
"""Whether the demonstration has the records of police and partners beside open data."""
WITH_REGISTERS = True
"""Whether its registers are filled too, where the web application is installed."""
DEMO_QUARTER = "Q4 24/25"
WITH_RELEASE = True
"""Whether its report is signed off and released, so that the public's pages show it."""
SIGNED_BY = {
    Stage.CHECKED: ("Rowan Ashby (fictional)", "Performance officer"),
    Stage.APPROVED: ("Morgan Vale (fictional)", "Chief executive"),
}
"""Who signs the demonstration's report, as what, and in what role."""
DEMO_MARK = ".made-by-demo"
"""The file by which `demo` knows an office folder, and the records beside it, as its own."""


def demo(folder: Path, on_step: Say, on_progress: Progress | None = None) -> tuple[Report, Truth]:
    """Make a fictional office from generated records and run the whole chain on it.

    What an earlier demo made here is replaced; anything else that is in the way raises WrongUse.
    """
    folder = folder if folder.name not in ("", "..") else folder.resolve()
    truth = measured(folder, on_step, on_progress)
    report = publish(folder, parse_quarter(DEMO_QUARTER), on_step=on_step)
    if WITH_RELEASE:
        _release(folder, report.folder.name, on_step)
    return report, truth


def measured(folder: Path, on_step: Say, on_progress: Progress | None = None) -> Truth:
    """Make a fictional office from generated records, with its figures and findings but no report."""
    made = folder.with_name(f"{folder.name}-records")
    _make_way(folder, made)
    on_step("making the office folder")
    new_office(folder, DEMO_OFFICE)
    (folder / DEMO_MARK).write_text(f"Made by `frankpledge demo`, which may replace it and {made.name}.\n")
    on_step("making generated records")
    truth = generate(DEMO, made, with_records=WITH_RECORDS)
    on_step("taking the records in")
    names = ("older.zip", "newer.zip", "reference", *(("records",) if WITH_RECORDS else ()))
    paths = [made / name for name in names]
    take_in(folder, paths, on_progress=on_progress, environment=generated_secrets())
    measure(folder, on_step=on_step)
    return truth


def _release(office: Path, report: str, on_step: Say) -> None:
    """Have two fictional people sign a report off, and release it. Raises WrongUse for errors in it."""
    for stage, (by, role) in SIGNED_BY.items():
        on_step(f"signed off as {stage}")
        if sign(office, report, stage, by=by, role=role).file is None:
            raise WrongUse(
                "the checks found errors in the demonstration's report, which is not released.",
                file=office / "reports" / report,
                do=f"`frankpledge sign-off {office} {report} --as checked --by NAME` names them.",
            )
    on_step("released")
    release(office, report, by=SIGNED_BY[Stage.APPROVED][0])


def _make_way(folder: Path, made: Path) -> None:
    """Remove an earlier demo. Raises WrongUse where something stands there that `demo` did not make."""
    if (folder / DEMO_MARK).is_file() and not folder.is_symlink():
        shutil.rmtree(made, ignore_errors=True)
        shutil.rmtree(folder)
    for path in (folder, made):
        if path.is_symlink() or path.is_file() or (path.is_dir() and any(path.iterdir())):
            raise WrongUse(
                "something is here already that `frankpledge demo` did not make.",
                file=path,
                do="Name another folder: frankpledge demo FOLDER.",
            )
