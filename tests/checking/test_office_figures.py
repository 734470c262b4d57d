"""Claims against an office's own figures: what is true is silent, what is not is found."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

import frankpledge
from frankpledge.checking.arithmetic import plain
from frankpledge.checking.checks import check
from frankpledge.checking.office_records import KnownMeasure, OfficeValue
from frankpledge.checking.problems import Problem
from frankpledge.checking.reading.office_figures import OfficeFigures, office_figures
from frankpledge.checking.rules.office_figure import against
from frankpledge.periods import month_number
from tests.checking.documents import document
from tests.functional.cli import Records, done, make_records, run

READY = Path(frankpledge.__file__).parent / "offices" / "england-wales" / "plan"
MORE = ("all-crime", "stop-searches", "stop-search-arrest-rate", "crime-rate")
Q1, Q1_BEFORE, Q4_BEFORE = month_number(2024, 4), month_number(2023, 4), month_number(2024, 1)


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Records:
    return make_records(tmp_path_factory.mktemp("generated") / "records")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, records: Records) -> Path:
    """A generated office with measures of every kind that a sentence may be about."""
    folder = tmp_path_factory.mktemp("checked") / "office"
    done("new", folder, "--from", "westmarch")
    for name in MORE:
        shutil.copy(READY / "measures" / f"{name}.yaml", folder / "plan" / "measures")
    shutil.copy(READY / "sets.yaml", folder / "plan" / "sets.yaml")
    # Only the forces that the records hold: a group with a member missing has no figure.
    declared = (folder / "office.yaml").read_text(encoding="utf-8")
    for slug in ("dunfold", "elmerside", "fennimore", "glasswater", "harrowfen"):
        declared = declared.replace(f"      - {slug}\n", "")
    (folder / "office.yaml").write_text(declared, encoding="utf-8")
    done("ingest", folder, records.newer, records.reference)
    done("build", folder)
    return folder


@dataclass(frozen=True)
class Truth:
    """What the build has, for sentences to be written from."""

    held: OfficeFigures

    def measure(self, title: str) -> KnownMeasure:
        [found] = self.held.measures.exactly(title)
        return found

    def value(
        self, title: str, first: int = Q1, last: int | None = None, place: str = "Westmarch", part: str = ""
    ) -> float:
        return self.one(title, first, last, place, part).value

    def one(
        self, title: str, first: int = Q1, last: int | None = None, place: str = "Westmarch", part: str = ""
    ) -> OfficeValue:
        where = self.held.places.exactly(place)[0]
        last = first + 2 if last is None else last
        return self.held.values(self.measure(title), where, part, first, last)[0]


@pytest.fixture(scope="module")
def truth(office: Path) -> Truth:
    return Truth(office_figures(office))


def problems(truth: Truth, text: str) -> list[Problem]:
    return check(document(text), [against(truth.held)])


def numbers(truth: Truth, off: float) -> dict[str, str]:
    """Return what sentences print, each number ``off`` from what is true (in its own size)."""

    def count(value: float) -> str:
        return f"{value + (off and max(3, abs(value) * off)):,.0f}"

    def share(value: float) -> str:
        return f"{value + (off and 3):.1f}"

    now, before, last = (truth.value("Burglary", one) for one in (Q1, Q1_BEFORE, Q4_BEFORE))
    rate, rate_before = (truth.value("Share of searches that end in arrest", one) for one in (Q1, Q1_BEFORE))
    young = truth.value("Stop and searches", part="age-range=18-24")
    [rank] = truth.held.ranks(
        truth.measure("Burglary"), truth.held.places.exactly("Westmarch")[0], Q1, Q1 + 2
    )
    # A mirrored rank may be meant from the other end, so a wrong one is neither.
    wrong = next(n for n in range(1, rank.size + 1) if n not in (rank.rank, rank.size + 1 - rank.rank))
    return {
        "now": count(now),
        "month": count(truth.value("Burglary", Q1, Q1)),
        "year": count(truth.value("Burglary", month_number(2023, 4), month_number(2024, 3))),
        "rolling": count(truth.value("Burglary", month_number(2023, 7), month_number(2024, 6))),
        "before": count(before),
        "more": count(abs(now - before)),
        "per_cent": share(abs(100 * (now - before) / before)),
        "quarter_per_cent": share(abs(100 * (now - last) / last)),
        "rate": share(rate),
        "points": share(abs(rate - rate_before)),
        "crimes": count(truth.value("All recorded crime")),
        "per_head": f"{truth.value('Recorded crime per 1,000 residents') + off * 10:.2f}",
        "part": share(100 * now / truth.value("All recorded crime")),
        "local": count(truth.value("Burglary", place="East Westmarch")),
        "other": count(truth.value("Burglary", place="Aldermoor")),
        "group": count(truth.value("Burglary", place="Fictional neighbouring forces")),
        "young": count(young),
        "young_share": share(100 * young / truth.value("Stop and searches")),
        "rank": str(wrong if off else rank.rank),
        "size": str(rank.size),
        "rose": ("fell", "rose")[(now > before) is not bool(off)],
        "higher": ("lower", "higher")[(now > before) is not bool(off)],
        "true_rose": ("fell", "rose")[now > before],
        "true_quarter": ("fell", "rose")[now > last],
        "true_points": ("down", "up")[rate > rate_before],
        "true_more": ("fewer", "more")[now > before],
        "true_now": f"{now:,.0f}",
        "true_before": f"{before:,.0f}",
        "true_crimes": f"{truth.value('All recorded crime'):,.0f}",
    }


SENTENCES = (
    "Recorded burglary was {now} in Q1 24/25.",
    "In Q1 24/25 there were {now} cases of burglary.",
    "In April 2024 there were {month} burglary offences in Westmarch.",
    "Burglary: {year} in 2023/24.",
    "Burglary was {rolling} in the 12 months to June 2024.",
    "Burglary {true_rose} by {per_cent}% in Q1 24/25 compared with the same quarter last year.",
    "Burglary {true_rose} by {per_cent}% from Q1 23/24 to Q1 24/25.",
    "In Q1 24/25 burglary {true_quarter} by {quarter_per_cent}% on the previous quarter.",
    "Burglary {true_rose} from {before} in Q1 23/24 to {true_now} in Q1 24/25.",
    "In Q1 24/25 there were {more} {true_more} burglary crimes than in Q1 23/24.",
    "In Q1 24/25 burglary {rose} compared with the same quarter of last year.",
    "Burglary was {higher} in Q1 24/25 than in Q1 23/24.",
    "The share of searches that end in arrest was {rate}% in Q1 24/25.",
    "The share of searches that end in arrest was {true_points} {points} points in Q1 24/25 on the "
    "same quarter last year.",
    "Recorded crime per 1,000 residents was {per_head} in Q1 24/25.",
    "All recorded crime in Q1 24/25 was {crimes}.",
    "Burglary was {part}% of all recorded crime in Q1 24/25.",
    "In Q1 24/25 {part}% of all recorded crime was burglary.",
    "Burglary in East Westmarch was {local} in Q1 24/25.",
    "In East Westmarch, burglary was {local} in Q1 24/25.",
    "Burglary in Aldermoor was {other} in Q1 24/25.",
    "Burglary across the Fictional neighbouring forces was {group} in Q1 24/25.",
    "In Q1 24/25 there were {young} stop and searches of people aged 18-24.",
    "In Q1 24/25 {young_share}% of stop and searches were of people 18-24.",
    "For burglary in Q1 24/25 Westmarch was ranked {rank}/{size} nationally.",
    "Measure\tQ1 24/25\tQ1 23/24\nBurglary\t{now}\t{true_before}\nAll recorded crime\t{true_crimes}\t",
    "Period\tBurglary\tShare of searches that end in arrest\n"
    "Q1 24/25\t{true_now}\t{rate}%\nQ1 23/24\t{true_before}\t",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_what_is_true_is_silent_and_what_is_not_is_found(truth: Truth, sentence: str) -> None:
    true, false = (sentence.format(**numbers(truth, off)) for off in (0, 0.2))
    assert problems(truth, true) == []
    found = problems(truth, false)
    assert found, false
    assert {it.kind for it in found} == {"office-figure"}
    assert all(f"Build {truth.held.build} has" in it.message for it in found)


def test_a_document_of_true_sentences_is_silent(truth: Truth) -> None:
    text = "\n\n".join(one.format(**numbers(truth, 0)) for one in SENTENCES)
    assert problems(truth, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Residential burglary was 1 in Q1 24/25.",
        "Burglary victims: 1 in Q1 24/25.",
        "Burglary in Kent was 1 in Q1 24/25.",
        "Burglary in Luton was 1 in Q1 24/25.",
        "Burglary in the town centre was 1 in Q1 24/25.",
        "Burglary was over 1 in Q1 24/25.",
        "Burglary rose by 1% in Q1 24/25.",
        "Burglary was 1 from April to June 2024.",
        "Burglary since April 2024: 1.",
        "Burglary was investigated by 1 officers in Q1 24/25.",
        "The target for burglary in Q1 24/25 was 1.",
        "Recorded crime per 1,000 residents in Q1 24/25",
        "Burglary was 1 in Q1 99/00.",
        "Burglary in Q2 was 1.",
        "Burglary and shoplifting came to 1 in Q1 24/25.",
        "Measure\tQ1 24/25\tQ1 23/24\nBurglary\t0.51\t0.57\nAll recorded crime\t6.68\t6.64",
        "Kent Police\n\nMeasure\tQ1 24/25\tQ1 23/24\nBurglary\t1\t2\nAll recorded crime\t3\t4",
    ],
)
def test_what_is_not_plainly_of_a_known_figure_is_left_alone(truth: Truth, text: str) -> None:
    assert problems(truth, text) == []


def test_a_message_says_the_figure_its_key_and_the_build(truth: Truth) -> None:
    right = truth.one("Burglary")
    [found] = problems(truth, "Recorded burglary was 1 in Q1 24/25.")
    assert right.key == "burglary:force:westmarch::quarter:2024-25-Q1:crimes"
    assert right.key in found.message
    assert f"has {plain(right.value, 2)} for Q1 24/25" in found.message
    assert found.quote == "burglary was 1"


def test_a_measure_is_known_by_its_other_names(office: Path, tmp_path: Path) -> None:
    named = tmp_path / "named"
    shutil.copytree(office, named)
    file = named / "plan" / "measures" / "burglary.yaml"
    file.write_text(f"{file.read_text()}also-called: [break-ins]\n", encoding="utf-8")
    held = Truth(office_figures(named))
    for name, title in (("Break-ins", "Burglary"), ("Stops and searches", "Stop and searches")):
        right = held.value(title)
        assert problems(held, f"{name} came to {right:,.0f} in Q1 24/25.") == []
        assert len(problems(held, f"{name} came to {right + 5:,.0f} in Q1 24/25.")) == 1


def test_another_name_means_one_measure(office: Path, tmp_path: Path) -> None:
    named = tmp_path / "named"
    shutil.copytree(office, named)
    file = named / "plan" / "measures" / "burglary.yaml"
    file.write_text(f"{file.read_text()}also-called: [All recorded crime]\n", encoding="utf-8")
    ran = run("build", named)
    assert ran.code == 3
    assert "'All recorded crime' is a name of the measure 'all-crime' too" in ran.err


def test_the_command_reads_an_offices_newest_build(office: Path, truth: Truth, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    right = truth.value("Burglary")
    for value, code in ((right, 0), (right + 3, 1)):
        path.write_text(f"Burglary: {value:,.0f} in Q1 24/25 in Westmarch.\n", encoding="utf-8")
        ran = run("check", path, "--office", office, "--format", "json")
        assert ran.code == code
        assert [it["kind"] for it in json.loads(ran.out)] == ["office-figure"] * code
