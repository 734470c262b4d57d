"""Thousands of true and false sentences and tables: shares, sums, means, rates and multiples."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.checking.documents import found

EACH = 120
_Made = Callable[[random.Random], tuple[str, str]]
THINGS = ("complaints", "referrals", "burglaries", "home visits", "incidents", "stop searches")
PEOPLE = ("residents", "officers", "victims", "volunteers", "households")


def _pick(
    draw: random.Random, forms: tuple[str, ...], right: dict[str, object], wrong: dict[str, object]
) -> tuple[str, str]:
    form = draw.choice(forms)
    return form.format(**right), form.format(**wrong)


def share_beside_another(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(120, 3000)
    a, b = draw.randint(base // 3, base // 2), draw.randint(base // 10, base // 4)
    share = round(100 * b / base)
    facts = {
        "w": f"{base:,}",
        "a": f"{a:,}",
        "sa": round(100 * a / base),
        "b": f"{b:,}",
        "x": draw.choice(THINGS),
        "p": draw.choice(PEOPLE),
    }
    forms = (
        "There were {w} {x} in the quarter. Of these, {a} ({sa}%) were closed and {b} ({s}%) withdrawn.",
        "The force recorded {w} {x}: {a} ({sa}%) in the north, {b} ({s}%) in the south and the rest at sea.",
        "{w} {p} took part. {a} of them ({sa}%) were women and {b} ({s}%) were under 25.",
        "Of {w} {p} who replied, {a} ({sa}%) agreed; a further {b} ({s}%) had no view.",
        "In all {w} {x} were dealt with, {a} ({sa}%) on the day. {b} ({s}%) took over a month.",
        "The survey reached {w} {p}. {sa}% ({a}) were satisfied and {s}% ({b}) were not.",
    )
    return _pick(draw, forms, {**facts, "s": share}, {**facts, "s": share + draw.choice((7, 9, 11))})


def share_by_name(draw: random.Random) -> tuple[str, str]:
    a, b, c = draw.randint(200, 400), draw.randint(90, 180), draw.randint(40, 80)
    whole = a + b + c
    share = round(100 * a / whole)
    facts = {"w": f"{whole:,}", "a": a, "b": b, "c": c}
    forms = (
        "There were {w} fires: {a} kitchen, {b} garden and {c} other. Kitchen fires made up {s}% of the "
        "total.",
        "Of the {w} callers, {a} were women, {b} were men and {c} did not say. Women were {s}% of those "
        "who rang.",
        "Staff number {w}: {a} constables, {b} sergeants and {c} inspectors. Constables account for {s}% "
        "of the total.",
    )
    return _pick(draw, forms, {**facts, "s": share}, {**facts, "s": share + 8})


def listed_shares(draw: random.Random) -> tuple[str, str]:
    a, b = draw.randint(35, 50), draw.randint(20, 30)
    c = draw.randint(8, 15)
    d = 100 - a - b - c
    facts: dict[str, object] = {"a": a, "b": b, "c": c}
    forms = (
        "By type, {a}% of cases were assault, {b}% theft, {c}% fraud and {d}% other.",
        "By age, {a}% were under 25, {b}% 25 to 44, {c}% 45 to 64 and {d}% 65 or over.",
        "In shares, {a}%, {b}%, {c}% and {d}%.",
    )
    return _pick(draw, forms, {**facts, "d": d}, {**facts, "d": d + draw.choice((4, 5, 6))})


def two_shares(draw: random.Random) -> tuple[str, str]:
    a = draw.randint(45, 65)
    forms = (
        "Of the complaints closed {a}% were upheld and {b}% were not.",
        "Asked about the plan, {a}% of residents were in favour and {b}% opposed.",
        "Of those who came {a}% arrived by bus and {b}% by car.",
    )
    return _pick(draw, forms, {"a": a, "b": 100 - a}, {"a": a, "b": 80 - a})


def small_base(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(7, 17)
    part = draw.randint(2, base - 2)
    able = {round(100 * it / base) + off for it in range(base + 1) for off in (-1, 0, 1)}
    wrong = draw.choice([it for it in range(10, 90) if it not in able])
    forms = (
        "There were {n} inspections; {s}% of the {n} found no fault.",
        "Of {n} stalking cases in the quarter {s}% ended in conviction.",
        "Of the {n} stations {s}% met the standard.",
        "Of the same {n} people, {s}% would come again.",
    )
    return _pick(draw, forms, {"n": base, "s": round(100 * part / base)}, {"n": base, "s": wrong})


def opening_parts(draw: random.Random) -> tuple[str, str]:
    a, b, c = (draw.randint(100, 300) for _ in range(3))
    forms = (
        "Of the {w}, {a} were children, {b} adult men and {c} adult women.",
        "Of these {w} cases, {a} were closed, {b} were passed on and {c} are open.",
        "Of the {w} calls, {a} came by telephone, {b} online and {c} in person.",
    )
    facts = {"a": a, "b": b, "c": c}
    return _pick(
        draw, forms, {**facts, "w": a + b + c}, {**facts, "w": a + b + c + draw.choice((-12, 10, 18))}
    )


def change_on_base(draw: random.Random) -> tuple[str, str]:
    before = draw.randint(300, 9000)
    after = round(before * draw.choice((0.8, 0.88, 0.94, 1.07, 1.13, 1.22)))
    change = abs(100 * (after / before - 1))
    way, noun = ("up", "rise") if after > before else ("down", "fall")
    more = "more" if after > before else "fewer"
    facts = {
        "a": f"{after:,}",
        "b": f"{before:,}",
        "way": way,
        "noun": noun,
        "more": more,
        "x": draw.choice(THINGS),
    }
    forms = (
        "The force recorded {a} {x}, {way} {s}% from {b} in the previous year.",
        "There were {a} {x}, {way} {s}% on the {b} of a year before.",
        "There were {a} {x} in the quarter, {s}% {more} than the {b} of last year.",
        "The year saw {a} {x}, a {noun} of {s}% on the {b} recorded in 2021/22.",
        "Recorded {x} were {a}, {s}% {way} on {b}.",
    )
    return _pick(
        draw,
        forms,
        {**facts, "s": f"{change:.1f}"},
        {**facts, "s": f"{change + draw.choice((1.9, 3.4)):.1f}"},
    )


def means(draw: random.Random) -> tuple[str, str]:
    values = [draw.randint(20, 40) for _ in range(3)]
    mean = round(sum(values) / 3)
    wrong = max(values) + draw.randint(3, 9)
    a, b, c = values
    forms = (
        "A case took {m} days on average ({a}, {b} and {c} days).",
        "The wait was {m} minutes on average. By site it was {a} minutes at Hill, {b} minutes at Quay and "
        "{c} minutes at Mill.",
        "By month it was {a}%, {b}% and {c}%, an average of {m}%.",
        "Sickness was {a} days in July, {b} in August and {c} in September, a mean of {m} days.",
    )
    return _pick(draw, forms, {"a": a, "b": b, "c": c, "m": mean}, {"a": a, "b": b, "c": c, "m": wrong})


def multiples(draw: random.Random) -> tuple[str, str]:
    before = draw.randint(20, 400)
    word, factor = draw.choice((("doubled", 2), ("trebled", 3), ("tripled", 3)))
    forms = (
        "Visits were {a}, up from {b} the year before. They have {w}.",
        "Output was {a} MWh in the year. It has {w} from {b} MWh.",
        "Reports have {w}, from {b} in 2021/22 to {a} in 2022/23.",
        "Reports {w} from {b} to {a}.",
    )
    facts = {"w": word, "b": before}
    return _pick(
        draw, forms, {**facts, "a": before * factor}, {**facts, "a": round(before * (factor - 0.55))}
    )


def fractions(draw: random.Random) -> tuple[str, str]:
    word, share = draw.choice(
        (("one in five", 20), ("one in four", 25), ("a third", 33), ("two thirds", 67), ("half", 50))
    )
    forms = (
        "About {w} of calls ({s}%) were abandoned.",
        "Nearly {w}, {s}%, were at high risk.",
        "About {w} officers (322, or {s}%) have under two years' service.",
    )
    wrong = share + draw.choice((-1, 1)) * draw.randint(11, 15)
    return _pick(draw, forms, {"w": word, "s": share}, {"w": word, "s": wrong})


def money_twice(draw: random.Random) -> tuple[str, str]:
    a, b = draw.sample(range(1, 10), 2)
    facts = {"first": f"£{a}.{b}m"}
    forms = (
        "Running costs were £{x}m, most of it for staff. At £{y}m running costs are the largest item.",
        "Savings of £{x}m are built in. If the savings of £{y}m are not made, reserves will be used.",
        "The grant came to £{x}m. All of the £{y}m grant was spent.",
    )
    right, wrong = f"{a}.{b}", f"{b}.{a}"
    return _pick(draw, forms, {**facts, "x": right, "y": right}, {**facts, "x": right, "y": wrong})


def rates(draw: random.Random) -> tuple[str, str]:
    parts = draw.randint(8, 60)
    total = parts * draw.randint(20, 300)
    rate = total / parts
    forms = (
        "There were {t} visits. That is {r} visits for each of the {n} counters.",
        "Crews made {t} visits. That is {r} visits a day over {n} days.",
        "The {n} visits cost £{t}. This is £{r} for each visit.",
    )
    facts = {"t": f"{total:,}", "n": parts}
    return _pick(draw, forms, {**facts, "r": f"{rate:,.0f}"}, {**facts, "r": f"{rate * 1.12 + 1:,.0f}"})


def points(draw: random.Random) -> tuple[str, str]:
    rate, gap = draw.randint(40, 70), draw.randint(3, 9)
    forms = (
        "Confidence is {g}{u} higher than the national figure of {r}%.",
        "Awareness of the scheme has grown by {g}{u}.",
        "Take-up rose {g}{u}.",
        "Trust in the police is up {g}{u} in a year.",
        "Satisfaction improved to {v}%, an increase of {g}{u} on {r}% a year ago.",
    )
    facts = {"g": gap, "r": rate, "v": rate + gap}
    return _pick(draw, forms, {**facts, "u": " percentage points"}, {**facts, "u": "%"})


def _columns(rows: list[tuple[str, ...]]) -> str:
    """Return a table as text taken from a page: columns lined up with spaces."""
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join(
        "   ".join(
            cell.ljust(width) if not at else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def text_table_shares(draw: random.Random) -> tuple[str, str]:
    counts = [draw.randint(20, 400) for _ in range(4)]
    whole = sum(counts)

    def made(wrong: int | None) -> str:
        rows = [("Grade", "Buildings", "Share")]
        rows += [
            (f"Grade {'ABCD'[i]}", str(n), f"{round(100 * n / whole) + (11 if i == wrong else 0)}%")
            for i, n in enumerate(counts)
        ]
        return _columns([*rows, ("All", str(whole), "100%")])

    return made(None), made(draw.randrange(4))


def text_table_totals(draw: random.Random) -> tuple[str, str]:
    rows = [(draw.randint(20, 900) / 10, draw.randint(20, 900) / 10) for _ in range(5)]
    first, second = sum(a for a, _ in rows), sum(b for _, b in rows)

    def made(off: float) -> str:
        lines = [("£m", "2022/23", "2023/24")]
        lines += [(f"Item {'ABCDE'[i]}", f"{a:.1f}", f"{b:.1f}") for i, (a, b) in enumerate(rows)]
        return _columns([*lines, ("Gross spending", f"{first:.1f}", f"{second + off:.1f}")])

    return made(0), made(draw.choice((-1, 1)))


def text_table_means(draw: random.Random) -> tuple[str, str]:
    rows = [[draw.randint(50, 95) for _ in range(3)] for _ in range(4)]

    def made(wrong: int | None) -> str:
        lines: list[tuple[str, ...]] = [("Station", "Oct", "Nov", "Dec", "Quarter")]
        for i, values in enumerate(rows):
            mean = max(values) + 4 if i == wrong else round(sum(values) / 3)
            lines.append((f"Station {'ABCD'[i]}", *(f"{it}%" for it in values), f"{mean}%"))
        return _columns(lines)

    return made(None), made(draw.randrange(4))


MAKERS: tuple[_Made, ...] = (
    share_beside_another,
    share_by_name,
    listed_shares,
    two_shares,
    small_base,
    opening_parts,
    change_on_base,
    means,
    multiples,
    fractions,
    money_twice,
    rates,
    points,
    text_table_shares,
    text_table_totals,
    text_table_means,
)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_true_ones_are_silent_and_false_ones_found(maker: _Made) -> None:
    draw = random.Random(20261125)  # noqa: S311 - sentences, not secrets
    made = [maker(draw) for _ in range(EACH)]
    false_alarms = {true: [it.message for it in found(true)] for true, _ in made if found(true)}
    missed = [false for _, false in made if not found(false)]
    assert false_alarms == {}
    assert missed == []
