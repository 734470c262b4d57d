"""Commands of the web application. No logic here."""

from __future__ import annotations

import os
from pathlib import Path

import click

from frankpledge import errors, terminal
from frankpledge.cli.options import OFFICE, main
from frankpledge.command_group import example
from frankpledge.counted import many


def installed() -> bool:
    """Return whether the web extra is installed."""
    import importlib.util

    return importlib.util.find_spec("django") is not None


def needed() -> None:
    """Raise BadEnvironment where the web extra is not installed."""
    if not installed():
        raise errors.BadEnvironment(
            "the web application is not installed.", do="Install it: pip install 'frankpledge[web]'."
        )


@main.command(
    short_help="Send reminders of what is due in the registers.",
    epilog=example(
        "frankpledge remind beds --dry-run", "frankpledge remind beds --site https://beds.example"
    ),
)
@OFFICE
@click.option(
    "--site", default="", help="The application's address, for links (default: FRANKPLEDGE_ADDRESS)."
)
@click.option("--dry-run", is_flag=True, help="Print the messages and send none.")
def remind(office: Path, site: str, dry_run: bool) -> None:
    """Send everyone one message of what is due soon or overdue and theirs to see to.

    What is due soon is told once, what is overdue every seven days. Run it once a day, for example from a
    timer. The mail server is given by FRANKPLEDGE_SMTP_HOST, _PORT, _USER, _PASSWORD and _TLS.
    """
    needed()
    from frankpledge.pipeline import today
    from frankpledge.web.starting import set_up

    set_up(office)
    from frankpledge.web.reminding import body_of, reminders, send, site_for

    on, site = today(), site_for(site, sending=not dry_run)
    made = reminders(on)
    if dry_run:
        for one in made:
            terminal.say(f"To {one.person.email}:\n{body_of(one, site)}")
        terminal.say(f"Messages that would be sent: {len(made)}.")
        return
    terminal.say(f"Messages sent: {send(made, on, site)}.")


@main.command(
    short_help="Serve the office's web application.",
    epilog=example("frankpledge serve beds", "frankpledge serve beds --port 8080 --workers 4"),
)
@OFFICE
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes.")
def serve(office: Path, host: str, port: int, workers: int) -> None:
    """Serve the pages of an office until stopped (Ctrl-C).

    The public sees what was released; staff sign in. By default it answers to this machine alone, and
    brings the records database up to date first. For others set it up behind a web server with TLS:
    docs/how-to/run-the-web-application.md.
    """
    needed()
    from frankpledge.web.starting import in_production, set_up, upgrade
    from frankpledge.web.starting import serve as run
    from frankpledge.web.trail import redraw

    if port and not os.environ.get("FRANKPLEDGE_ADDRESS") and not os.environ.get("FRANKPLEDGE_HOSTS"):
        os.environ["FRANKPLEDGE_ADDRESS"] = f"http://{host if ':' not in host else f'[{host}]'}:{port}"
    set_up(office)
    if not in_production():
        done = upgrade()
        if done.steps:
            terminal.say(f"Brought the records database up to date ({len(done.steps)} steps).")
        _say_attested(done.attested)
    if count := redraw(office):
        terminal.say(f"Registers are declared otherwise: drew anew how {count:,} records are found.")
    run(host, port, workers, lambda address: terminal.say(f"Serving {office} at {address} (Ctrl-C stops it)"))


def _say_attested(count: int) -> None:
    if count:
        terminal.say(
            f"Accounts are from before their rows were attested: attested {many(count, 'row')} "
            "as now held. Look through the page People: who was let in before this is not known otherwise."
        )


@main.command(
    short_help="Bring the records database up to date after an update.",
    epilog=example("frankpledge backup beds before.tar", "frankpledge upgrade beds"),
)
@OFFICE
def upgrade(office: Path) -> None:
    """Bring the records database to the shape that this version needs; where it has it, change nothing.

    All steps are taken, or none: where one fails, the database is as it was. In production nothing else
    takes them, and the application does not start before. It makes no backup: make one first.
    Run it as well after a register was declared otherwise, so that records are found by what it says now.
    """
    needed()
    from frankpledge.web.starting import set_up
    from frankpledge.web.starting import upgrade as bring
    from frankpledge.web.trail import redraw

    set_up(office)
    done = bring()
    for step in done.steps:
        terminal.say(f"Done: {step}")
    _say_attested(done.attested)
    if count := redraw(office):
        terminal.say(f"Registers are declared otherwise: drew anew how {count:,} records are found.")
    terminal.say(f"The records database is up to date ({many(len(done.steps), 'step')} taken).")


@main.command(
    short_help="Clear away what is over: sessions, jobs and files that nobody sent.",
    epilog=example("frankpledge tidy beds"),
)
@OFFICE
def tidy(office: Path) -> None:
    """Clear away sessions that ended, jobs long done, and files that were chosen or checked and never sent.

    What was recorded, published or taken in is never touched. Run it once a day, for example from a timer,
    with the same DATABASE_URL as the server: without it, files that partners sent stay and are told of.
    """
    needed()
    from frankpledge.web.starting import hold_to_records, set_up

    set_up(office)
    hold_to_records()
    from frankpledge.web.tidying import tidy as clear
    from frankpledge.web.uploading import unknown_files

    for what, count in clear().items():
        terminal.say(f"Cleared {what}: {count:,}.")
    if kept := unknown_files():
        terminal.say(
            f"Kept {many(kept, 'file')} in records/uploads of which these records know nothing. "
            "Are the records in PostgreSQL? Then set DATABASE_URL."
        )


@main.command(
    short_help="Write everything an office keeps to one file.",
    epilog=example("frankpledge backup beds beds-2026-11-25.tar"),
)
@OFFICE
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(office: Path, file: Path) -> None:
    """Write definitions, returns, store, builds, reports, releases, records and papers to one tar file.

    The records database is copied as it stands at one moment, while people work. The secret key is left
    out. The file holds personal data: it is its owner's alone to read. `frankpledge restore` makes the
    office again.
    """
    needed()
    from frankpledge.web.starting import set_up

    set_up(office)
    from frankpledge.web.backing_up import back_up
    from frankpledge.web.starting import database

    with terminal.steps() as on_step:
        count = back_up(office.resolve(), file, database(), on_step)
    terminal.say(f"Wrote {file}: {count:,} files.")
    terminal.next_command(f"frankpledge restore {file} ANOTHER-OFFICE")


@main.command(
    short_help="Make an office again from a backup.",
    epilog=example("frankpledge restore beds-2026-11-25.tar beds"),
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("office", type=click.Path(path_type=Path))
def restore(file: Path, office: Path) -> None:
    """Make an office again from a file of `frankpledge backup`, every byte checked, into a new folder.

    A backup of a PostgreSQL database goes into the empty database that DATABASE_URL names.
    """
    needed()
    import dj_database_url

    from frankpledge.web.backing_up import restore as make_again

    database = dj_database_url.config(default=f"sqlite:///{office / 'records' / 'records.sqlite3'}")
    with terminal.steps() as on_step:
        count = make_again(file, office.absolute(), dict(database), on_step)
    terminal.say(f"Made {office} again: {count:,} files, each as it was.")
    terminal.next_command(f"frankpledge upgrade {office}")


@main.command(
    "export-public",
    short_help="Write the whole public record as files.",
    epilog=example("frankpledge export-public beds public-record"),
)
@OFFICE
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def export_public(office: Path, folder: Path) -> None:
    """Write every public page, its data and every published paper to a folder that any browser opens."""
    needed()
    from frankpledge.web.starting import set_up, upgrade

    set_up(office)
    upgrade()
    from frankpledge.web.exporting import export_public as write

    with terminal.steps() as on_step:
        on_step("public pages")
        count = write(folder)
    terminal.say(f"Wrote {folder}: {count:,} files. Open {folder / 'index.html'}.")


@main.command(
    short_help="Invite the first person to the web application.",
    epilog=example(
        'frankpledge invite beds --email a.name@office.example --name "A. Name" --role administrator',
    ),
)
@OFFICE
@click.option("--email", required=True, metavar="ADDRESS", help="The person's own e-mail address.")
@click.option("--name", required=True, help="The name that stands beside what they do.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    metavar="ROLE",
    help="administrator, analyst …; repeatable.",
)
@click.option("--days", default=7, show_default=True, type=click.IntRange(1, 30), help="How long it holds.")
def invite(office: Path, email: str, name: str, roles: tuple[str, ...], days: int) -> None:
    """Invite somebody, and print the link by which they join: it can be used once.

    There are no accounts until somebody is invited. Administrators invite everybody else on the page People.
    """
    needed()
    from frankpledge.web.starting import invite as made
    from frankpledge.web.starting import set_up, upgrade

    set_up(office)
    upgrade()
    link = made(email, name, roles, days)
    terminal.say(f"{name} can join by this link, once, within {days} days. Give it to nobody else:\n{link}")
    if link.startswith("http://127.0.0.1:8000/"):
        terminal.say(
            "Where the application is at another address, set FRANKPLEDGE_ADDRESS to it before you invite."
        )
