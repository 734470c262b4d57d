"""Write the pages of docs/reference from the code, or say which of them are stale.

    python tools/build_reference.py           # write them
    python tools/build_reference.py --check   # exit 1 if any differs from what would be written

One small function for each page; each returns the page's whole text.
"""

from __future__ import annotations

import argparse
import inspect
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import click
from reference_pages import page as _page
from reference_pages import table as _table
from reference_registers import registers_page

from frankpledge import cli, errors
from frankpledge.checking.checks import RULES, check
from frankpledge.checking.document import Document
from frankpledge.contracts import figures
from frankpledge.contracts.describing import facts_of, meaning_of, rules_of
from frankpledge.contracts.registry import FAMILIES, TABLES
from frankpledge.contracts.tables import STORED_AS, Column, Table
from frankpledge.contracts.vocabularies import Term, slug_of
from frankpledge.plan.definitions import Definitions, Measure
from frankpledge.plan.describing import describe
from frankpledge.plan.office_folder import new_office, ready_offices
from frankpledge.plan.reading import read_office
from frankpledge.publication.kinds.options import SORTS, SectionSort
from frankpledge.publication.kinds.reading import read_kinds
from frankpledge.registers.roles import Role

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"


def _summary(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def contracts_page() -> str:
    """Every record table by family, and what holds of all of them."""
    parts = [
        "What each file is read into: a contract says what a row is, what its columns hold, which rules it "
        "keeps, who answers for it, on what footing it is held and for how long. A row that breaks a rule "
        "is refused, noted and counted. `frankpledge tables TABLE` shows one of them."
    ]
    for family, tables in FAMILIES.items():
        rows = ((_link(table.name), table.title, table.grain, table.publisher) for table in tables)
        parts += [
            f"## [{family}]({_family_file(family)})",
            _table(("table", "what it holds", "grain", "from"), rows),
        ]
    types = ((f"`{kind}`", how) for kind, how in STORED_AS.items())
    parts += ["## Types", _table(("type", "stored as"), types)]
    return _page("Record tables", *parts)


def family_page(family: str) -> str:
    """The contracts of one family: what intake checks each row against."""
    tables = FAMILIES[family]
    parts = ["Part of the [record tables](contracts.md)."]
    for table in tables:
        parts.extend(_record_table(table))
    vocabularies = {it.vocabulary.name: it.vocabulary for t in tables for it in t.columns if it.vocabulary}
    for name, vocabulary in sorted(vocabularies.items()):
        typed = any(term.types or term.note for term in vocabulary.terms)
        coded = any(term.written for term in vocabulary.terms)
        heads = ["word", "text", *(["also written"] if coded else [])]
        rows = [
            [f"`{term.slug}`", term.text, *([", ".join(term.written)] if coded else [])]
            for term in vocabulary.terms
        ]
        if typed:
            heads += ["outcome types", "note"]
            rows = [[*row, _types(term), term.note] for row, term in zip(rows, vocabulary.terms, strict=True)]
        source = f"From: {vocabulary.source}." if vocabulary.source else ""
        parts += [f"## Words of `{name}`", source, _table(heads, rows)]
    return _page(family, *parts)


def _family_file(family: str) -> str:
    return f"contracts-{slug_of(family)}.md"


def _link(name: str) -> str:
    family = next(family for family, tables in FAMILIES.items() if TABLES[name] in tables)
    title = f"`{name}`: {TABLES[name].title}"
    anchor = re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-")
    return f"[`{name}`]({_family_file(family)}#{anchor})"


def _linked(sentence: str) -> str:
    """Return a sentence in which names of tables lead to them."""
    return re.sub(r"`([a-z0-9-]+)` (?=holds)|`(joiners|leavers)`", _linked_name, sentence)


def _linked_name(found: re.Match[str]) -> str:
    return f"{_link(found[1])} " if found[1] else _link(found[2])


def _types(term: Term) -> str:
    return ", ".join(str(number) for number in term.types)


def _record_table(table: Table) -> list[str]:
    rows = (
        (f"`{it.name}`", _type(it), "yes" if it.required else "", it.personal_data, meaning_of(it))
        for it in table.columns
    )
    heads = ("column", "type", "required", "personal data", "meaning")
    rules = [f"- {_linked(sentence)}" for sentence in rules_of(table)]
    parts = [f"## `{table.name}`: {table.title}", table.description, " ".join(facts_of(table))]
    return [*parts, _table(heads, rows), "\n".join(["Rules:", "", *rules]) if rules else ""]


def _type(column: Column) -> str:
    named = (
        f" of [`{column.vocabulary.name}`](#words-of-{column.vocabulary.name})" if column.vocabulary else ""
    )
    return f"`{column.type}`{named}"


def checks_page() -> str:
    """Every rule of the checker of documents, with examples both ways and what it says of them."""
    parts = [
        "What `frankpledge check` finds in a document, kind by kind, each with texts in which it is found, "
        "what is said of them, and texts in which nothing is. How sure a finding is: an *error* is certain, "
        "a *warning* likely, and *advice* is worth a look.",
        _table(
            ("kind", "what it finds"),
            ((f"[`{rule.kind}`](#{rule.kind})", rule.title) for rule in RULES),
        ),
    ]
    for rule in RULES:
        parts += [f"## {rule.kind}", f"**{rule.title}.** {rule.about}", "Found in:"]
        parts += [_checked_example(rule.kind, text) for text in rule.wrong]
        parts += ["Nothing is found in:", *(f"```text\n{text}\n```" for text in rule.right)]
    return _page("Kinds of problem in a document", *parts)


def _checked_example(kind: str, text: str) -> str:
    problems = check(Document("example.txt", tuple(text.splitlines()), wrapped=True))
    said = (f"- {it.severity.value}: {it.message}" for it in problems if it.kind == kind)
    return "\n".join([f"```text\n{text}\n```", "", *said])


def kinds_page() -> str:
    """Built-in kinds of document with their sections, and every section with its options."""
    parts = [
        "What `frankpledge report --kind` writes. An office adds kinds of its own in `documents/`: see "
        "[Write another kind of document](../how-to/write-another-kind-of-document.md).",
        _table(
            ("kind", "asked for with", "what it is"),
            ((f"`{name}`", f"`{kind.covers.asked}`", kind.summary) for name, kind in read_kinds().items()),
        ),
        "## Sections",
        "What a declaration can name under `sections`, each with the options it needs (in bold) and those it "
        "can take.",
        _table(
            ("section", "what it prints", "options"),
            ((f"`{name}`", sort.summary, _options(sort)) for name, sort in SORTS.items()),
        ),
        "A tile takes `measure`, `window` (of whole months; twelve months if none is named) and `title`. "
        "A question takes `id`, `title`, `external` (figures of the ledger), `internal` (measures) and "
        "`slot`.",
    ]
    for name, kind in read_kinds().items():
        uses = (f"- `{use.section}`{f': {use.title}' if use.title else ''}" for use in kind.sections)
        parts += [f"## `{name}`", kind.summary, "\n".join(uses)]
    return _page("Kinds of document", *parts)


def _options(sort: SectionSort) -> str:
    return (
        ", ".join([*(f"**`{name}`**" for name in sort.needs), *(f"`{name}`" for name in sort.takes)])
        or "none"
    )


def figures_page() -> str:
    """The tables that pass between stages and out of the program."""
    parts = ["What passes between the stages, and what `frankpledge figures` and `figures.csv` hold."]
    for title, columns in (
        ("Figures", figures.FIGURE_COLUMNS),
        ("Comparisons", figures.COMPARISON_COLUMNS),
        ("Findings", figures.FINDING_COLUMNS),
    ):
        rows = ((f"`{name}`", meaning) for name, meaning in columns.items())
        parts += [f"## {title}", _table(("column", "meaning"), rows)]
    return _page("Figures, comparisons and findings", *parts)


def errors_page() -> str:
    """Exit codes, and every kind of error with its code."""
    codes = {
        errors.DONE: "done",
        errors.DONE_WITH_THINGS_TO_LOOK_AT: "done, with things to look at",
        errors.WRONG_USE: "wrong use of the command",
        errors.BAD_INPUT: "bad input: a file, record or definition",
        errors.ENVIRONMENT: "the environment: disk, rights, network, or another process",
    }
    kinds = [
        (f"`{kind.code}`", str(kind.exit_code), _summary(kind))
        for kind in vars(errors).values()
        if inspect.isclass(kind) and issubclass(kind, errors.FrankpledgeError)
        if kind is not errors.FrankpledgeError
    ]
    return _page(
        "Errors and exit codes",
        "Each message says where (file, line, field), what is wrong, and what to do. It never holds "
        "the values of a row.",
        "## Exit codes",
        _table(("code", "meaning"), ((str(code), text) for code, text in codes.items())),
        "## Kinds of error",
        _table(("kind", "exit code", "meaning"), kinds),
    )


def cli_page() -> str:
    """Every command with its help, as a person sees it."""
    group = cli.main
    top = click.Context(group, info_name="frankpledge", terminal_width=100, **group.context_settings)
    parts = ["What a person types. Exit codes are in [Errors and exit codes](errors.md).", _help(group, top)]
    for name in group.list_commands(top):
        command = group.get_command(top, name)
        if command is None or command.hidden:
            continue
        context = click.Context(command, info_name=name, parent=top, terminal_width=100)
        parts += [f"## `frankpledge {name}`", _help(command, context)]
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                under = command.commands[inner]
                told = click.Context(under, info_name=inner, parent=context, terminal_width=100)
                parts += [f"### `frankpledge {name} {inner}`", _help(under, told)]
    return _page("Commands", *parts)


def _help(command: click.Command, context: click.Context) -> str:
    lines = (line.rstrip() for line in click.unstyle(command.get_help(context)).splitlines())
    return "\n".join(["```text", *lines, "```"])


def measures_page() -> str:
    """Every measure of the ready-made offices, once for each way it is defined."""
    summaries = ready_offices()
    offices = {name: _made(name) for name in summaries}
    rows = ((f"`{name}`", summaries[name], str(len(it.measures))) for name, it in offices.items())
    parts = [
        "What the ready-made offices count, and how. A new office takes these with `frankpledge new OFFICE "
        "--from READY-OFFICE` and may change every one.",
        _table(("ready-made office", "what it is", "measures"), rows),
    ]
    defined: dict[tuple[str, str], list[str]] = {}
    for name, office in offices.items():
        for measure in office.measures.values():
            defined.setdefault((measure.id, _measure(measure, office)), []).append(name)
    for (_, text), names in sorted(defined.items()):
        everywhere = len(names) == len(offices)
        named = ", ".join(f"`{name}`" for name in names)
        parts.append(text if everywhere else f"{text}\n\nOnly in {named}.")
    return _page("Measures", *parts)


def _made(ready: str) -> Definitions:
    """Return the definitions of a new office made from a ready one, as `frankpledge new` makes it."""
    with tempfile.TemporaryDirectory() as folder:
        new_office(Path(folder) / ready, ready)
        return read_office(Path(folder) / ready)


def _measure(measure: Measure, office: Definitions) -> str:
    facts = []
    if measure.breakdowns:
        facts.append(f"Broken down by {', '.join(measure.breakdowns)}.")
    facts.append(f"Counted for each {', '.join(measure.area_types)}.")
    texts = (measure.why, describe(measure, office), measure.note, " ".join(facts))
    paragraphs = (" ".join(text.split()) for text in texts)
    return "\n\n".join([f"## `{measure.id}`: {measure.title}", *(text for text in paragraphs if text)])


def coverage_page() -> str:
    """Each row of the catalogue of measures: what answers it, from which tables, and where it is printed."""
    offices = {name: _made(name) for name in ready_offices()}
    whole = offices["whole-office"]
    answered: dict[str, list[tuple[Measure, str]]] = {}
    for measure in whole.measures.values():
        for row, how in measure.catalogue:
            answered.setdefault(row, []).append((measure, how))
    rows = []
    for row in sorted(answered):
        # What is the row itself stands before what only follows from it.
        for number, (measure, how) in enumerate(
            sorted(answered[row], key=lambda one: (bool(one[1]), one[0].id))
        ):
            using = [name for name, office in offices.items() if measure.id in office.measures]
            printed = [place for office in offices.values() for place in _printed(office, measure.id)]
            rows.append(
                (
                    row if not number else "",
                    f"[`{measure.id}`](measures.md)",
                    how or "the row itself",
                    ", ".join(f"`{table}`" for table in sorted(_tables_of(measure, whole))),
                    ", ".join(f"`{name}`" for name in using),
                    "; ".join(dict.fromkeys(printed)) or "nowhere yet: an office names it in its plan",
                )
            )
    measures = {one.id for many in answered.values() for one, _ in many}
    return _page(
        "Coverage of the catalogue",
        "The offices this is built for publish some 240 measures; a list of them has the rows M001 to M241. "
        "Each is answered by one measure or several of the ready-made office `whole-office`. Those counted "
        "from an office's own and its partners' records have worked examples: `frankpledge examples`.",
        f"{len(answered)} rows are answered by {len(measures)} measures.",
        _table(("row", "measure", "how it answers", "tables", "ready-made offices", "printed in"), rows),
    )


def _tables_of(measure: Measure, office: Definitions) -> set[str]:
    named = (office.measures.get(name) for name in (measure.numerator, measure.denominator))
    below = set().union(*(_tables_of(one, office) for one in named if one is not None))
    return below | ({measure.table} if measure.table else set())


def _printed(office: Definitions, measure: str) -> list[str]:
    """Return the sections of an office's plan and frameworks that name a measure."""
    found = []
    for plan in (office.plan, *office.frameworks.values()):
        for priority in plan.priorities:
            sections = [section.title for section in priority.sections if measure in section.measures]
            found += [f"{plan.title}: {priority.title}, {title}" for title in sections]
    return found


def roles_page() -> str:
    """Every address of the web application, and which roles may read it and send to it."""
    command = [sys.executable, "-m", "tools.routes_as_json"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    routes = json.loads(ran.stdout)
    shown = [role for role in Role if role is not Role.PUBLIC]

    def cell(route: dict[str, Any], role: Role) -> str:
        return ("R" if role.value in route["GET"] else "") + ("S" if role.value in route["POST"] else "")

    def rows(open_to_all: bool) -> Iterable[Iterable[str]]:
        for route in routes:
            public = Role.PUBLIC.value in {*route["GET"], *route["POST"]}
            if public != open_to_all:
                continue
            notes = [
                "one must have signed in" if route["signed_in"] else "",
                "narrowed to whom one acts for" if route["scoped"] else "",
                f"tokens need `{route['token']}`" if route["token"] else "",
                "also `.json` and `.csv`" if route["data"] else "",
            ]
            method = "/".join(name for name in ("GET", "POST") if route[name])
            by_role = [method] if open_to_all else [cell(route, role) for role in shown]
            yield [f"`{route['path']}`", *by_role, "; ".join(note for note in notes if note)]

    return _page(
        "Routes, roles and methods",
        "Who may open what. Every address of the web application is a route, and what no route allows, nobody "
        "reaches: the same table stands before every view, and every cell of it is tested.",
        "A role held for one body, service or area only opens routes that are *narrowed to whom one acts for*, "
        "and of all others what everybody may open. Within a route the register, worklist or report may allow "
        "less. HEAD is as GET; no other method is answered. Tokens open only routes that name a scope.",
        "## For some roles",
        "R: may read (GET). S: may send (POST).",
        _table(["address", *(role.words for role in shown), "notes"], rows(open_to_all=False)),
        "## For everybody",
        _table(["address", "methods", "notes"], rows(open_to_all=True)),
    )


WRITTEN_BY_HAND = {"index.md", "security.md"}
PAGES: dict[str, Callable[[], str]] = {
    **{_family_file(family): partial(family_page, family) for family in FAMILIES},
    "cli.md": cli_page,
    "checks.md": checks_page,
    "kinds.md": kinds_page,
    "contracts.md": contracts_page,
    "figures.md": figures_page,
    "errors.md": errors_page,
    "measures.md": measures_page,
    "coverage.md": coverage_page,
    "registers.md": registers_page,
    "roles.md": roles_page,
}


def stale_pages(folder: Path = FOLDER) -> list[str]:
    """Return the names of pages that differ from what would be written, and of pages nobody writes."""
    stale = [
        name
        for name, write in PAGES.items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != write()
    ]
    known = {*PAGES, *WRITTEN_BY_HAND}
    return stale + sorted(path.name for path in folder.glob("*.md") if path.name not in known)


def main() -> int:
    """Write the pages, or check them; return the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is stale")
    if parser.parse_args().check:
        stale = stale_pages()
        for name in stale:
            print(f"docs/reference/{name} is stale: run `make docs` and commit it", file=sys.stderr)
        return 1 if stale else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, write in PAGES.items():
        (FOLDER / name).write_text(write(), encoding="utf-8")
        print(f"docs/reference/{name}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
