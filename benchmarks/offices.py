"""Offices to measure with: all generated forces, and any number of plausible measures.

The measures stand for a full catalogue: every crime type counted, every crime type by what came
of it, shares of outcomes, rates per resident, with breakdowns, targets and baselines as a
real office has them. ``declare(240)`` begins with ``declare(60)``, so that growth in measures is growth only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

Declared = dict[str, Any]

CRIME_TYPES = (
    "violence-and-sexual-offences", "criminal-damage-and-arson", "public-order", "shoplifting", "other-theft",
    "vehicle-crime", "burglary", "drugs", "other-crime", "bicycle-theft", "possession-of-weapons", "robbery",
    "theft-from-the-person",
)  # fmt: skip
OUTCOMES = (
    "investigation-complete-no-suspect-identified", "unable-to-prosecute-suspect", "suspect-charged",
    "local-resolution", "offender-given-a-caution", "formal-action-is-not-in-the-public-interest",
    "further-investigation-is-not-in-the-public-interest", "further-action-is-not-in-the-public-interest",
    "action-to-be-taken-by-another-organisation", "offender-given-penalty-notice",
    "offender-given-a-drugs-possession-warning", "suspect-charged-as-part-of-another-case",
    "awaiting-court-outcome", "court-result-unavailable", "under-investigation",
)  # fmt: skip
SETS = {
    "positive": {"outcome-types": [1, 2, 3, 4, 6, 7, 8]},
    "unfinished": {"outcomes": ["under-investigation", "status-update-unavailable"]},
    "acquisitive": {"crime-types": ["burglary", "robbery", "theft-from-the-person", "vehicle-crime"]},
}
MOST = 300
LOAD_STARTS, LOAD_YEAR = "2020-04", "2020-21"
"""First month, and first whole financial year, of what `frankpledge generate --months 60` makes."""

RESIDENTS = {
    "id": "residents",
    "title": "Residents",
    "kind": "value-at",
    "of": "populations",
    "column": "residents",
    "unit": "residents",
    "direction": "neutral",
}


def declare(count: int) -> list[Declared]:
    """Return ``count`` measures, families mixed, no id twice. ValueError above MOST."""
    if not 1 <= count <= MOST:
        raise ValueError(f"between 1 and {MOST} measures can be declared")
    families = [list(family()) for family in (_counts, _shares, _rates, _outcome_counts, _outcome_shares)]
    mixed = [one for row in zip_longest(*families) for one in row if one is not None]
    return [_judged(place, one) for place, one in enumerate(mixed[:count])]


def _counts() -> Iterator[Declared]:
    yield _count("all-crime", {"crime-type": {"not": "anti-social-behaviour"}}, ["crime-type", "outcome"])
    yield _count("acquisitive-crime", {"crime-type": {"set": "acquisitive"}}, ["crime-type"])
    yield _count("asb-incidents", {"crime-type": "anti-social-behaviour"})
    for crime in CRIME_TYPES:
        yield _count(crime, {"crime-type": crime}, ["outcome"])


def _outcome_counts() -> Iterator[Declared]:
    for outcome in OUTCOMES:
        for crime in CRIME_TYPES:
            yield _count(f"{crime}-{outcome}", {"crime-type": crime, "outcome": outcome})


def _shares() -> Iterator[Declared]:
    everything = {"crime-type": {"not": "anti-social-behaviour"}}
    for named in ("positive", "unfinished"):
        yield _share(f"all-crime-{named}", everything, {"set": named}, ["crime-type"])
        for crime in CRIME_TYPES:
            yield _share(f"{crime}-{named}", {"crime-type": crime}, {"set": named})


def _outcome_shares() -> Iterator[Declared]:
    for outcome in OUTCOMES[:4]:
        for crime in CRIME_TYPES:
            yield _share(f"{crime}-share-{outcome}", {"crime-type": crime}, outcome)


def _rates() -> Iterator[Declared]:
    """Rates name the counts made by ``_counts``, in the same order, so that these come first."""
    for counted in ("all-crime", "acquisitive-crime", "asb-incidents", *CRIME_TYPES):
        yield {
            "id": f"{counted}-rate",
            "title": f"{counted} per 1,000 residents",
            "kind": "rate",
            "numerator": counted,
            "denominator": "residents",
            "unit": "per 1,000 residents",
            "direction": "lower",
        }


def _count(name: str, where: Declared, breakdowns: Sequence[str] = ()) -> Declared:
    made = {
        "id": name,
        "title": name.replace("-", " ").capitalize(),
        "kind": "count",
        "of": "crimes",
        "where": where,
        "unit": "records",
        "direction": "lower",
    }
    return made | ({"breakdowns": list(breakdowns)} if breakdowns else {})


def _share(name: str, where: Declared, outcome: object, breakdowns: Sequence[str] = ()) -> Declared:
    made = {
        "id": name,
        "title": f"Share of {name.replace('-', ' ')}",
        "kind": "share",
        "of": "crimes",
        "where": where,
        "numerator": {"where": {"outcome": outcome}},
        "unit": "per cent",
        "direction": "higher",
    }
    return made | ({"breakdowns": list(breakdowns)} if breakdowns else {})


def _judged(place: int, measure: Declared) -> Declared:
    """Give every third measure a target, every fifth a baseline."""
    more: Declared = {}
    if place % 3 == 0:
        value = 30 if measure["kind"] == "share" else 100
        more["targets"] = [{"value": value, "window": "rolling-12", "from": "2022-04"}]
    if place % 5 == 0:
        more["baseline"] = {"window": "financial-year", "period": LOAD_YEAR}
    return measure | more


def national(load: Path, measures: int) -> dict[str, Declared]:
    """Return the files of an office of every generated force, compared with each other."""
    slugs = [force["force"] for force in _truth(load)["forces"]]
    declared = declare(measures)
    return _files({"forces": []}, slugs, declared)


def small_areas(load: Path) -> dict[str, Declared]:
    """Return the files of an office to which every force belongs, with one count down to small areas."""
    forces = _truth(load)["forces"]
    names: dict[str, tuple[str, set[str]]] = {"E06999999": ("Ferrow, Crale and Stoke", set())}
    for force in forces:
        for district in force["districts"]:
            title, known = names.setdefault(district["later_code"], (district["later_name"], set()))
            known |= {district["name"]} - {title}
    local = [
        {"code": code, "title": title, "type": "local-authority", "names": sorted(known)}
        for code, (title, known) in sorted(names.items())
    ]
    recorded = _count("recorded", {}, ["crime-type"]) | {"areas": ["force", "lsoa"]}
    del recorded["where"]
    slugs = [force["force"] for force in forces]
    return _files({"forces": slugs, "local-areas": local}, slugs, [recorded])


def _files(more: Declared, slugs: list[str], measures: list[Declared]) -> dict[str, Declared]:
    office = {
        "name": "Benchmark (generated)",
        "body": "An office that does not exist",
        "body-type": "national" if not more["forces"] else "police-and-crime-commissioner",
        "generated": True,
        "peer-groups": [{"id": "all-generated", "title": "All generated forces", "areas": slugs}],
        **more,
    }
    section = {"title": "All", "measures": [measure["id"] for measure in measures]}
    plan = {
        "title": "Generated measures",
        "priorities": [{"id": "all", "title": "All", "sections": [section]}],
    }
    files = {"office.yaml": office, "plan/plan.yaml": plan, "plan/sets.yaml": SETS}
    for measure in (*measures, RESIDENTS):
        files[f"plan/measures/{measure['id']}.yaml"] = measure
    return files


def _truth(load: Path) -> Declared:
    truth: Declared = json.loads((load / "truth.json").read_text(encoding="utf-8"))
    return truth


def write(office: Path, files: dict[str, Declared]) -> None:
    """Write an office's files, and remove definitions that are not among them. JSON is YAML."""
    for old in office.glob("plan/measures/*.yaml"):
        old.unlink()
    for name, content in files.items():
        file = office / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(content, indent=1), encoding="utf-8")


KINDS: dict[str, Callable[[Path, int], dict[str, Declared]]] = {
    "national": national,
    "small-areas": lambda load, measures: small_areas(load),
}
