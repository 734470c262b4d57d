"""``plan/agreements.yaml``: sharing agreements, data terms of contracts, and which sources may be linked."""

from __future__ import annotations

from pathlib import Path

from frankpledge.contracts.governance import Owner
from frankpledge.contracts.registry import TABLES
from frankpledge.errors import FrankpledgeError, did_you_mean
from frankpledge.plan.agreements import AGREED_TABLES, Agreements, DataAgreement, Link, Purpose
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import read_entries, shown

AGREEMENTS_FILE = "plan/agreements.yaml"
KEY_SOURCES = tuple(
    sorted({column.key_source for table in TABLES.values() for column in table.columns if column.key})
)
_NEEDED = ("id", "title", "parties", "owner", "tables", "purposes", "starts", "ends", "document")
_MORE = ("review", "forces", "services", "sources")


def read_agreements(folder: Path) -> Agreements:
    """Return what an office has agreed; nothing where it declares nothing. Raises the first problem."""
    agreements, problems = check_agreements(folder)
    if problems:
        raise problems[0]
    return agreements


def check_agreements(folder: Path) -> tuple[Agreements, list[FrankpledgeError]]:
    """Return what an office has agreed, with every problem of the file."""
    path = folder / AGREEMENTS_FILE
    if not path.exists():
        return Agreements(), []
    problems = Problems(path)
    try:
        fields = Fields(read_entries(path), problems)
    except FrankpledgeError as error:
        return Agreements(), [error]
    fields.only(("agreements",), ("links",))
    every: dict[str, DataAgreement] = {}
    for inner in fields.parts("agreements"):
        one = _agreement(inner)
        if one is not None and one.id in every:
            inner.problem("id", f"there are two agreements '{shown(one.id)}'.", "Change one of them.")
        elif one is not None:
            every[one.id] = one
    links = [_link(inner, every, bool(problems)) for inner in fields.parts("links")]
    _check_once(fields, links)
    return Agreements(tuple(every.values()), tuple(link for link in links if link)), problems.found


def _agreement(fields: Fields) -> DataAgreement | None:
    before = len(fields.problems.found)
    fields.only(_NEEDED, _MORE)
    starts, ends, review = (fields.day(key) for key in ("starts", "ends", "review"))
    fields.in_order("ends", starts, ends)
    owner = fields.word("owner", tuple(Owner), "role")
    purposes = fields.known_words("purposes", tuple(Purpose), "purpose")
    found = {
        "id": fields.identifier("id"),
        "title": fields.text("title"),
        "parties": fields.words("parties"),
        "tables": fields.known_words("tables", AGREED_TABLES, "record table that needs an agreement"),
        "document": fields.text("document"),
        "forces": fields.words("forces"),
        "services": fields.words("services"),
        "sources": fields.known_words("sources", KEY_SOURCES, "source of hashed persons"),
    }
    for key in ("parties", "tables"):
        if key in fields and not found[key]:
            fields.problem(key, "this names nothing.", "Name at least one.")
    if "purposes" in fields and not purposes:
        fields.problem("purposes", "this names nothing.", "Name at least one.")
    if found["sources"] and Purpose.LINKAGE not in purposes:
        fields.problem("sources", "sources are named to be linked.", f"Add '{Purpose.LINKAGE}' to purposes.")
    if len(fields.problems.found) > before or starts is None or ends is None:
        return None
    return DataAgreement(
        owner=Owner(owner),
        purposes=tuple(Purpose(one) for one in purposes),
        starts=starts,
        ends=ends,
        review=review,
        line=fields.entries.line,
        **found,  # type: ignore[arg-type]
    )


def _link(fields: Fields, every: dict[str, DataAgreement], doubtful: bool) -> Link | None:
    """Return a link. Where an agreement could not be read, nothing is said of those that name it."""
    fields.only(("id", "agreement", "sources"), ())
    id_, name = fields.identifier("id"), fields.text("agreement")
    sources = fields.known_words("sources", KEY_SOURCES, "source of hashed persons")
    agreement = every.get(name)
    if agreement is None:
        if name and not doubtful:
            fields.problem(
                "agreement", f"there is no agreement '{shown(name)}'.", did_you_mean(name, list(every))
            )
        return None
    unnamed = [source for source in sources if source not in agreement.sources]
    if unnamed:
        fields.problem(
            "sources",
            f"agreement '{agreement.id}' does not let persons of '{unnamed[0]}' be linked.",
            "Its own 'sources' must name every source of the link.",
        )
    return Link(id_, name, sources)


def _check_once(fields: Fields, links: list[Link | None]) -> None:
    seen: dict[str, str] = {}
    for link in links:
        for source in link.sources if link else ():
            if source in seen:
                fields.problem("links", f"'{source}' stands in two links.", "One secret hashes a person.")
            seen[source] = source
