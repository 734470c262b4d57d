"""``office.yaml``: the body, its forces, local areas, peer groups and house style."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from itertools import combinations
from pathlib import Path

from frankpledge.areas import FORCES_BY_SLUG, TERRITORIAL
from frankpledge.contracts.registry import TABLES
from frankpledge.contracts.tables import Disclosure
from frankpledge.errors import did_you_mean
from frankpledge.plan.declared_areas import read_declared_areas
from frankpledge.plan.definitions import HouseStyle, LocalArea, Office, PeerGroup, SignOffRules
from frankpledge.plan.fields import IDENTIFIER, Fields, Problems
from frankpledge.plan.yaml_nodes import Entries, shown
from frankpledge.working_time import USUAL_HOURS, OfficeHours

NATIONAL = "national"
BODY_TYPES = (
    "police-and-crime-commissioner",
    "police-fire-and-crime-commissioner",
    "mayor",
    "policing-and-crime-board",
    "police-authority",
    NATIONAL,
)
"""Kinds of body that hold a force to account; ``national`` for an office of no one force."""

EVERY_FORCE = PeerGroup(
    "england-and-wales", "Territorial forces of England and Wales", TERRITORIAL, source="built in"
)
"""The peer group that every office has."""

LOCAL_AREA_TYPES = ("local-authority",)
_CODE = re.compile(r"[EWSN][0-9]{8}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_REQUIRED = ("name", "body", "body-type")
_OPTIONAL = (
    "forces",
    "body-from",
    "body-to",
    "contact",
    "generated",
    "peer-groups",
    "local-areas",
    "own-areas",
    "house-style",
    "false-exceptions",
    "sign-off",
    "disclosure",
    "office-hours",
    "holidays",
    "frameworks",
)


def read_office_file(entries: Entries, problems: Problems, frameworks: Collection[str] = ()) -> Office | None:
    """Return the office; None where a problem was noted. ``frameworks`` are those it may publish."""
    fields = Fields(entries, problems)
    fields.only(_REQUIRED, _OPTIONAL)
    body_type = fields.word("body-type", BODY_TYPES, "type of body")
    generated = fields.flag("generated")
    body_from, body_to = fields.day("body-from"), fields.day("body-to")
    fields.in_order("body-to", body_from, body_to)
    office = Office(
        name=fields.text("name"),
        body=fields.text("body"),
        body_type=body_type,
        forces=_forces(fields, "forces", generated),
        peer_groups=(*_peer_groups(fields, generated), EVERY_FORCE),
        local_areas=_local_areas(fields),
        own_areas=read_declared_areas(fields),
        house_style=_house_style(fields, problems.file.parent),
        generated=generated,
        body_from=body_from,
        body_to=body_to,
        contact=fields.text("contact"),
        false_exceptions=_false_exceptions(fields),
        sign_off=_sign_off(fields),
        disclosure=_disclosure(fields),
        hours=_hours(fields),
        frameworks=_frameworks(fields, frameworks),
    )
    if body_type and body_type != NATIONAL and not office.forces and not problems:
        fields.problem(
            "forces", "this office names no force.", "Write 'forces: [bedfordshire]', with your force."
        )
    return None if problems else office


def _false_exceptions(fields: Fields) -> float | None:
    number = fields.number("false-exceptions")
    if number is not None and number <= 0:
        fields.problem(
            "false-exceptions",
            "a report cannot expect so few false exceptions.",
            "Write a number above 0, for example 1.",
        )
        return None
    return number


def _disclosure(fields: Fields) -> tuple[str, ...]:
    """Return the tables made stricter; an office cannot show what a contract withholds."""
    inner = fields.part("disclosure")
    if inner is None:
        return ()
    inner.only((), tuple(TABLES))
    stricter = tuple(name for name in TABLES if name in inner)
    for name in stricter:
        inner.word(name, (Disclosure.PEOPLE,), "stricter protection")
    return stricter


def _frameworks(fields: Fields, kept: Collection[str]) -> tuple[str, ...]:
    """Return the frameworks that the office publishes, each once."""
    words = tuple(dict.fromkeys(fields.words("frameworks")))
    for word in words:
        if word not in kept:
            do = did_you_mean(word, sorted(kept)) if kept else f"Write plan/frameworks/{shown(word)}.yaml."
            fields.problem("frameworks", f"there is no framework '{shown(word)}' in plan/frameworks.", do)
    return words


def _hours(fields: Fields) -> OfficeHours:
    """Return when the office is open: bank holidays are known, others declared here."""
    opens, closes = USUAL_HOURS.opens, USUAL_HOURS.closes
    inner = fields.part("office-hours")
    if inner is not None:
        inner.only(("opens", "closes"), ())
        found = [_minute(inner, key) for key in ("opens", "closes")]
        if None not in found and found[0] < found[1]:  # type: ignore[operator]
            opens, closes = found  # type: ignore[assignment]
        elif None not in found:
            inner.problem("closes", "the office closes before it opens.", "Write the later time here.")
    days = []
    for word in fields.words("holidays"):
        try:
            days.append(date.fromisoformat(word))
        except ValueError:
            fields.problem("holidays", f"'{shown(word)}' is not a date.", "Write a date as YYYY-MM-DD.")
    return OfficeHours(opens, closes, tuple(sorted(days)))


def _minute(fields: Fields, key: str) -> int | None:
    word = fields.text(key)
    match = _TIME.fullmatch(word)
    if match is None:
        if word:
            fields.problem(key, f"'{shown(word)}' is not a time of day.", "Write it as 09:00.")
        return None
    return int(match[1]) * 60 + int(match[2])


def _sign_off(fields: Fields) -> SignOffRules:
    inner = fields.part("sign-off")
    if inner is None:
        return SignOffRules()
    inner.only((), ("may-check", "may-approve", "two-people"))
    rules = SignOffRules(
        inner.words("may-check"), inner.words("may-approve"), inner.flag("two-people", default=True)
    )
    everybody = {*rules.may_check, *rules.may_approve}
    if rules.two_people and rules.may_check and rules.may_approve and len(everybody) == 1:
        inner.problem(
            "may-approve",
            "the same person alone checks and approves, and two people are needed.",
            "Name another, or write 'two-people: false'.",
        )
    return rules


def _forces(fields: Fields, key: str, generated: bool) -> tuple[str, ...]:
    """Return force slugs; a generated office may name forces that do not exist."""
    words = fields.words(key)
    for word in words:
        if generated:
            if not IDENTIFIER.fullmatch(word):
                fields.problem(key, f"'{shown(word)}' is not a kebab-case word.")
        elif word not in FORCES_BY_SLUG:
            fields.problem(
                key, f"there is no force '{shown(word)}'.", did_you_mean(word, list(FORCES_BY_SLUG))
            )
    return words


def _peer_groups(fields: Fields, generated: bool) -> tuple[PeerGroup, ...]:
    groups: list[PeerGroup] = []
    for inner in fields.parts("peer-groups"):
        inner.only(("id", "title", "areas"), ("from", "to", "source"))
        start, end = inner.month("from"), inner.month("to")
        inner.in_order("to", start, end)
        areas = _forces(inner, "areas", generated)
        if "areas" in inner and not areas:
            inner.problem("areas", "this group names no areas.", "Name at least one.")
        group = PeerGroup(
            inner.identifier("id"), inner.text("title"), areas, start, end, inner.text("source")
        )
        if group.id == EVERY_FORCE.id:
            inner.problem(
                "id", f"'{group.id}' is built in and cannot be declared again.", "Choose another id."
            )
        elif any(group.id == other.id and _meet(group, other) for other in groups):
            inner.problem(
                "id",
                f"the group '{shown(group.id)}' is already in force in these months.",
                "Give 'from' and 'to'.",
            )
        groups.append(group)
    return tuple(groups)


def _meet(one: PeerGroup, other: PeerGroup) -> bool:
    starts = [group.from_month for group in (one, other) if group.from_month is not None]
    ends = [group.to_month for group in (one, other) if group.to_month is not None]
    return not starts or not ends or max(starts) <= min(ends)


def _local_areas(fields: Fields) -> tuple[LocalArea, ...]:
    areas: list[LocalArea] = []
    readers = fields.parts("local-areas")
    for inner in readers:
        inner.only(("code", "title", "type"), ("names", "from", "to"))
        code, title = inner.text("code"), inner.text("title")
        if code and not _CODE.fullmatch(code):
            inner.problem(
                "code", f"'{shown(code)}' is not an official area code.", "It is a letter and eight digits."
            )
        start, end = inner.day("from"), inner.day("to")
        inner.in_order("to", start, end)
        names = tuple(dict.fromkeys((title, *inner.words("names"))))
        kind = inner.word("type", LOCAL_AREA_TYPES, "kind of local area")
        areas.append(LocalArea(code, title, kind, names, start, end))
    for (_, one), (inner, other) in combinations(zip(readers, areas, strict=True), 2):
        if one.code and one.code == other.code:
            inner.problem("code", f"the area '{shown(one.code)}' is declared already.", "Keep one of them.")
        elif (shared := set(one.names) & set(other.names) - {""}) and _same_time(one, other):
            name = shown(min(shared))
            inner.problem("names", f"'{name}' is already a name of {one.code}.", "Give it to one of them.")
    return tuple(areas)


def _same_time(one: LocalArea, other: LocalArea) -> bool:
    if one.area_type != other.area_type:
        return False
    starts = [area.from_date for area in (one, other) if area.from_date is not None]
    ends = [area.to_date for area in (one, other) if area.to_date is not None]
    return not starts or not ends or max(starts) <= min(ends)


def _house_style(fields: Fields, folder: Path) -> HouseStyle:
    inner = fields.part("house-style")
    default = HouseStyle()
    if inner is None:
        return default
    inner.only((), ("accent", "logo", "publisher", "licence"))
    accent = inner.text("accent", default.accent)
    if not _COLOUR.fullmatch(accent):
        inner.problem("accent", f"'{shown(accent)}' is not a colour.", 'Write it as "#1d4f7c", in quotes.')
    logo = inner.text("logo")
    if logo:
        _check_logo(inner, logo, folder)
    return HouseStyle(accent, logo, inner.text("publisher"), inner.text("licence", default.licence))


def _check_logo(fields: Fields, logo: str, folder: Path) -> None:
    path = (folder / logo).resolve()
    if not path.is_relative_to(folder.resolve()):
        fields.problem("logo", "the logo lies outside the office folder.", "Copy it into the folder.")
    elif path.suffix.lower() not in (".svg", ".png"):
        fields.problem("logo", "a logo is an .svg or .png file.", "Save it as one of these.")
    elif not path.is_file():
        fields.problem("logo", f"there is no file '{shown(logo)}' in the office folder.", "Copy it there.")
