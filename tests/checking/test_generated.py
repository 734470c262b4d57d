"""Thousands of true and false sentences and tables of every kind: true ones are silent, false ones found."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.checking.documents import found

EACH = 150
THINGS = ("burglaries", "referrals", "deliberate fires", "robberies", "calls", "complaints", "home visits")
RATES = ("Satisfaction", "The attendance rate", "Confidence", "The detection rate", "Availability")
GROUPS = ("people", "victims", "families", "officers", "young people")
LAST = ("the same period last year", "the previous quarter", "the same quarter last year")
_Made = Callable[[random.Random], tuple[str, str]]


def _number(value: int) -> str:
    return f"{value:,}"


def _time(seconds: int) -> str:
    return f"{seconds // 60}:{seconds % 60:02d}"


def share_with_base(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(20, 2000)
    part = draw.randint(1, base - 1)
    share = round(100 * part / base)
    wrong = share + draw.choice([-1, 1]) * draw.randint(3, 9)
    form = draw.choice(
        (
            "In the quarter {s}% ({p} of {b}) were closed.",
            "In the quarter {p} of {b} {g} ({s}%) replied.",
            "The team saw {b} {g}, of which {s}% ({p}) came from schools.",
            "Of the {b} {g} asked, {p} ({s}%) felt safer.",
            "In all, {s}% ({p}/{b}) of actions are complete.",
        )
    )
    facts = {"p": _number(part), "b": _number(base), "g": draw.choice(GROUPS)}
    return form.format(s=share, **facts), form.format(s=max(wrong, 0) if wrong != share else 0, **facts)


def change_between(draw: random.Random) -> tuple[str, str]:
    before, thing, last = draw.randint(50, 5000), draw.choice(THINGS), draw.choice(LAST)
    after = round(before * draw.choice((0.55, 0.7, 0.85, 0.93, 1.08, 1.2, 1.45)))
    per_cent = 100 * (after / before - 1)
    verb, noun = ("rose", "an increase") if after > before else ("fell", "a reduction")
    other = "fell" if verb == "rose" else "rose"
    size, wrong = f"{abs(per_cent):.1f}", f"{abs(per_cent) + draw.choice([2.3, 5.4, 11.7]):.1f}"
    b, a = _number(before), _number(after)
    gap = abs(after - before)
    return draw.choice(
        (
            (
                f"Recorded {thing} {verb} from {b} to {a}, {noun} of {size}%.",
                f"Recorded {thing} {verb} from {b} to {a}, {noun} of {wrong}%.",
            ),
            (f"Recorded {thing} {verb} from {b} to {a}.", f"Recorded {thing} {other} from {b} to {a}."),
            (
                f"Recorded {thing} {verb} by {size}%, from {b} in Q1 22/23 to {a} in Q1 23/24.",
                f"Recorded {thing} {verb} by {wrong}%, from {b} in Q1 22/23 to {a} in Q1 23/24.",
            ),
            (
                f"There were {a} {thing}, {noun} of {size}% on {last} ({b}).",
                f"There were {a} {thing}, {noun} of {wrong}% on {last} ({b}).",
            ),
            (
                f"Recorded {thing} {verb} by {gap} from {b} to {a}.",
                f"Recorded {thing} {verb} by {gap + 7} from {b} to {a}.",
            ),
        )
    )


def rate_and_target(draw: random.Random) -> tuple[str, str]:
    target = draw.randint(30, 90)
    value = target + draw.choice([-1, 1]) * draw.randint(11, 150) / 10
    word, other = ("above", "below") if value > target else ("below", "above")
    rate = draw.choice(RATES)
    form = draw.choice(
        (
            "{r} was {v:.1f}%, which is {w} the target of {t}%.",
            "{r} stands at {v:.1f}% and is {w} the force's {t}% target.",
            "{r} was {v:.1f}% in the quarter. This is {w} the national average of {t}%.",
        )
    )
    return form.format(r=rate, v=value, t=target, w=word), form.format(r=rate, v=value, t=target, w=other)


def times(draw: random.Random) -> tuple[str, str]:
    target = draw.randint(300, 1500)
    gap = draw.randint(11, 50)
    value = target + draw.choice([-1, 1]) * gap
    word, other = ("slower", "faster") if value > target else ("faster", "slower")
    v, t = _time(value), _time(target)
    return draw.choice(
        (
            (
                f"The median was {v}, which is {gap} seconds {word} than the target of {t}.",
                f"The median was {v}, which is {gap} seconds {other} than the target of {t}.",
            ),
            (
                f"The median was {v}, which is {gap} seconds {word} than the target of {t}.",
                f"The median was {v}, which is {gap + 9} seconds {word} than the target of {t}.",
            ),
        )
    )


def points(draw: random.Random) -> tuple[str, str]:
    before = draw.randint(200, 800) / 10
    gap = draw.randint(15, 90) / 10
    after = before + gap
    rate = draw.choice(RATES)
    return draw.choice(
        (
            (
                f"{rate} rose from {before:.1f}% to {after:.1f}%, a rise of {gap:.1f} percentage points.",
                f"{rate} rose from {before:.1f}% to {after:.1f}%, an increase of {gap:.1f}%.",
            ),
            (
                f"{rate} rose from {before:.1f}% to {after:.1f}%, up {gap:.1f} points.",
                f"{rate} rose from {before:.1f}% to {after:.1f}%, up {gap + 1.4:.1f} points.",
            ),
            (
                f"{rate} improved by {gap:.1f} percentage points over the past 12 months.",
                f"{rate} improved by {gap:.1f}% over the past 12 months.",
            ),
        )
    )


def parts(draw: random.Random) -> tuple[str, str]:
    sizes = [draw.randint(120, 400) for _ in range(3)]
    thing, total = draw.choice(THINGS), sum(sizes)
    a, b, c = (_number(size) for size in sizes)
    wrong = total + draw.choice((-1, 1)) * max(2, round(total * 0.08))
    form = draw.choice(
        (
            "There were {t} {x}, made up of {a} in the north, {b} in the south and {c} elsewhere.",
            "There were {t} {x}: {a} in the north, {b} in the south and {c} elsewhere.",
            "We saw {a} {x} in Q1, {b} in Q2 and {c} in Q3, a total of {t}.",
        )
    )
    facts = {"x": thing, "a": a, "b": b, "c": c}
    return form.format(t=_number(total), **facts), form.format(t=_number(wrong), **facts)


def remainders(draw: random.Random) -> tuple[str, str]:
    share = draw.randint(5, 95)
    form = "The team supported {a}% of cases directly. The remaining {b}% were referred elsewhere."
    return form.format(a=share, b=100 - share), form.format(a=share, b=abs(100 - share - 11) + 25)


def labels(draw: random.Random) -> tuple[str, str]:
    year, quarter = draw.randint(17, 25), draw.randint(1, 4)
    form = "In Q{q} {a}/{b} volumes were stable."
    return form.format(q=quarter, a=year, b=year + 1), form.format(
        q=quarter, a=year, b=draw.choice((year, year - 1, year + 2))
    )


def itself(draw: random.Random) -> tuple[str, str]:
    year, quarter = draw.randint(17, 25), draw.randint(1, 4)
    now, then = f"Q{quarter} {year}/{year + 1}", f"Q{quarter} {year - 1}/{year}"
    form = "In {n} there were 16% more " + draw.choice(THINGS) + " compared to {t}."
    return form.format(n=now, t=then), form.format(n=now, t=now)


def ranks(draw: random.Random) -> tuple[str, str]:
    size = draw.choice((8, 15, 43))
    place = draw.randint(1, size)
    form = draw.choice(
        (
            "The force is ranked {p}/{s} in its MSG (1 is best).",
            "The force is ranked {p}th out of {s} for low cost.",
        )
    )
    return form.format(p=place, s=size), form.format(p=size + draw.randint(1, 9), s=size)


def number_formats(draw: random.Random) -> tuple[str, str]:
    value = draw.randint(1001, 9999)
    thing = draw.choice(THINGS)
    plain = f"{value:,}"
    return (
        f"There was a total of {plain} {thing}.",
        f"There was a total of {plain.replace(',', '.')} {thing}.",
    )


def averages(draw: random.Random) -> tuple[str, str]:
    months = [draw.randint(50, 85) for _ in range(3)]
    mean = round(sum(months) / 3)
    form = "April saw {0}%, May {1}% and June {2}%. The quarter overall was {m}%."
    return form.format(*months, m=mean), form.format(*months, m=max(months) + draw.randint(3, 9))


def table_totals(draw: random.Random) -> tuple[str, str]:
    rows = [(draw.randint(10, 900), draw.randint(10, 900)) for _ in range(draw.randint(3, 6))]
    lines = ["District\t2021/22\t2022/23"]
    lines += [f"Area {'ABCDEFG'[i]}\t{a:,}\t{b:,}" for i, (a, b) in enumerate(rows)]
    first, second = sum(a for a, _ in rows), sum(b for _, b in rows)
    return (
        "\n".join([*lines, f"Total\t{first:,}\t{second:,}"]),
        "\n".join([*lines, f"Total\t{first:,}\t{second + 10:,}"]),
    )


def table_changes(draw: random.Random) -> tuple[str, str]:
    rows = [(draw.randint(100, 900), draw.randint(100, 900)) for _ in range(5)]
    heads = "Crime\tQ1 21/22\tQ1 22/23\tChange\t% change"

    def made(wrong: int | None) -> str:
        lines = [heads]
        for index, (a, b) in enumerate(rows):
            off = 13 if index == wrong else 0
            lines.append(f"Kind {'ABCDE'[index]}\t{a}\t{b}\t{b - a:+d}\t{100 * (b / a - 1) + off:+.1f}%")
        return "\n".join(lines)

    return made(None), made(draw.randrange(5))


def money(draw: random.Random) -> tuple[str, str]:
    tenths = [draw.randint(10, 90) for _ in range(2)]
    total = sum(tenths)
    form = "The grant of £{t:.1f}m is made up of £{a:.1f}m for patrols and £{b:.1f}m for lighting."
    a, b = (it / 10 for it in tenths)
    return form.format(t=total / 10, a=a, b=b), form.format(t=total / 10 + 0.9, a=a, b=b)


def impossible(draw: random.Random) -> tuple[str, str]:
    base = draw.choice((4, 5, 8, 10))
    part = draw.randint(1, base - 1)
    share = 100 * part / base
    group = draw.choice(GROUPS)
    form = "Out of the {b} {g} who replied, {s:.0f}% felt better."
    return form.format(b=base, g=group, s=share), form.format(b=base, g=group, s=share + 4)


MAKERS: tuple[_Made, ...] = (
    share_with_base,
    change_between,
    rate_and_target,
    times,
    points,
    parts,
    remainders,
    labels,
    itself,
    ranks,
    number_formats,
    averages,
    table_totals,
    table_changes,
    money,
    impossible,
)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_true_ones_are_silent_and_false_ones_found(maker: _Made) -> None:
    draw = random.Random(20261125)  # noqa: S311 - sentences, not secrets
    made = [maker(draw) for _ in range(EACH)]
    false_alarms = {true: [it.message for it in found(true)] for true, _ in made if found(true)}
    missed = [false for _, false in made if not found(false)]
    assert false_alarms == {}
    assert missed == []
