"""Thousands of true and false sentences about values: targets, directions, distances, repeats."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tests.checking.documents import found

EACH = 120
_Made = Callable[[random.Random], tuple[str, str]]
SHARES = ("Victim satisfaction", "Confidence", "On-call availability", "The share answered in ten seconds")
HARMS = ("Complaints", "Dwelling fires", "Burglaries", "Days lost to sickness")


def _both(draw: random.Random, forms: tuple[str, ...], **facts: object) -> tuple[str, str]:
    """Return a form filled with the true value (``v``) and with the false one (``w``)."""
    form = draw.choice(forms)
    true = {**facts, "v": facts["true"]}
    false = {**facts, "v": facts["false"]}
    return form.format(**true), form.format(**false)


def _share(draw: random.Random, low: int = 55, high: int = 85) -> float:
    return draw.randint(low * 10, high * 10) / 10


def target_met(draw: random.Random) -> tuple[str, str]:
    aim = draw.randint(60, 85)
    gap = draw.randint(12, 60) / 10
    forms = (
        "{x} stood at {v}%. The Board's aim of {t}% was passed.",
        "{x} was {v}%, so the {t}% target has been met.",
        "The target is {t}%. {x} was {v}% and the target was therefore achieved.",
        "{x} was {v}% (target: {t}%) – met.",
        "{x}, at {v}%, beats the goal of {t}%.",
        "We hoped for {t}% and had {v}%, more than planned.",
        "{x} was {v}%. This meets the {t}% that the Commissioner expects.",
        "The Force aimed for {t}%. {x} was {v}%, so the aim was exceeded.",
    )
    x = draw.choice(SHARES)
    return _both(draw, forms, x=x, t=aim, true=round(aim + gap, 1), false=round(aim - gap, 1))


def limit_kept(draw: random.Random) -> tuple[str, str]:
    limit = draw.randint(10, 90)
    gap = draw.randint(2, 6)
    forms = (
        "Reviews took {v} days on average, inside the limit of {t} days.",
        "Reviews took {v} days on average. This is within the {t} days promised to complainants.",
        "The average review took {v} days against a limit of {t} days, which was therefore kept.",
        "The ceiling is {t} days. Reviews took {v} days, so the measure is green.",
        "Reviews took {v} days. The limit of {t} days has not been breached.",
        "The wait was {v} days, well under the ceiling of {t} days.",
    )
    return _both(draw, forms, t=limit, true=limit - gap, false=limit + gap)


def money_kept(draw: random.Random) -> tuple[str, str]:
    budget = draw.randint(120, 900)
    gap = draw.randint(4, 20)
    forms = (
        "The scheme cost £{v}k, within its budget of £{t}k.",
        "Borrowing of £{v}k remains inside the authorised limit of £{t}k.",
        "Spending was £{v}k against a budget of £{t}k, an underspend.",
        "The scheme came to £{v}k, less than the £{t}k that was agreed by the Panel.",
    )
    return _both(draw, forms, t=budget, true=budget - gap, false=budget + gap)


def beside_another(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(20, 90)
    gap = draw.randint(2, 8)
    more = (
        "The median was {v} days, longer than the group's {t}.",
        "The median was {v} days, slower than the regional {t}.",
        "Waits are longer in the north ({v} days) than in the south ({t} days).",
        "The median wait was {v} days. That is worse than the England average ({t}).",
        "The regional mean is {t} days; ours, at {v} days, is longer.",
        "Crime was up {v}.3% on a year before. This is faster growth than the nation (+{t}.3%).",
        "A visit cost £{v}, dearer than the £{t} of our neighbours.",
    )
    return _both(draw, more, t=base, true=base + gap, false=base - gap)


def direction_said(draw: random.Random) -> tuple[str, str]:
    before = draw.randint(120, 900)
    gap = draw.randint(5, 40)
    down = (
        "{x} were fewer at {v} ({t}).",
        "{x} fell to {v} ({t} in 2021/22).",
        "There were fewer of them: {v} against {t} the year before.",
        "{x} dipped in the year, {v} compared with {t}.",
        "{x} have come down: {t} in 2021/22, {v} in 2022/23.",
        "{x} stood at {v} (last year {t}), a reduction.",
        "{x} went from {t} down to {v}.",
        "{x} of {t} have since been cut to {v}.",
    )
    return _both(draw, down, x=draw.choice(HARMS), t=before, true=before - gap, false=before + gap)


def better_said(draw: random.Random) -> tuple[str, str]:
    before = _share(draw)
    gap = draw.randint(10, 50) / 10
    forms = (
        "Victim satisfaction improved from {t}% to {v}%.",
        "Confidence has improved, from {t}% to {v}%.",
        "Compliance improved to {v}% ({t}% in 2021/22).",
    )
    return _both(draw, forms, t=before, true=round(before + gap, 1), false=round(before - gap, 1))


def distance_said(draw: random.Random) -> tuple[str, str]:
    low, gap = draw.randint(300, 600), draw.randint(11, 50)
    other = gap + draw.choice((10, 20, 30))
    clock = [f"{it // 60}:{it % 60:02d}" for it in (low, low + gap)]
    forms = (
        "Callers waited {a} on average. Against Q2 22/23 ({b}) the wait is {v} seconds shorter.",
        "The average was {b} this year and {a} last year, a difference of {v} seconds.",
        "The second engine took {b} on average against {a}, {v} seconds longer.",
        "There were {c} offences, against {d} last year. That is {v} fewer.",
        "There were {c} offences in the year against {d} last year. The fall is {v}.",
        "Confidence was {e}% in the town and {f}% in the country, {v} points apart.",
    )
    facts = {"a": clock[0], "b": clock[1], "c": low * 3, "d": low * 3 + gap, "e": 20 + gap, "f": 20}
    return _both(draw, forms, **facts, true=gap, false=other)


def percent_on_base(draw: random.Random) -> tuple[str, str]:
    before = draw.randint(300, 2000)
    after = before + draw.randint(before // 20, before // 5)
    share = round(100 * (after / before - 1), 1)
    forms = (
        "Requests for visits rose from {b:,} to {a:,}, or {v}%.",
        "Requests went up {v}% ({b:,} to {a:,}).",
        "That is a yearly rise of {v}% ({b:,} to {a:,}).",
        "In all {a:,} school visits were made. School visits were {v}% up on the {b:,} of 2021/22.",
    )
    return _both(draw, forms, a=after, b=before, true=share, false=round(share + 2.7, 1))


def _turn(digits: str) -> str:
    """Return a number with its last two digits the other way about."""
    return digits[:-2] + digits[-1] + digits[-2]


def said_again(draw: random.Random) -> tuple[str, str]:
    number = str(draw.randint(221, 989) * 10 + draw.randint(1, 9))
    if number[-1] == number[-2]:
        number = number[:-1] + str((int(number[-1]) + 1) % 10)
    other = _turn(number)
    forms = (
        "Home visits rose to {t} in the quarter. The {v} visits were made by crews.",
        "There were {t} referrals in the quarter.\n\nThe rise to {v} referrals was met from reserves.",
        "My team answered {t} letters.\n\nOf {v} letters answered most were about speeding.",
        "In all {t} residents replied. The {v} who replied were mostly homeowners.",
        "The force received {t} complaints.\n\nComplaints received came to {v} in the year.",
        "Staff in post: {t} at 31 March.\n\nWith {v} staff in post the force is at its largest.",
    )
    return _both(draw, forms, t=number, true=number, false=other)


def row_said(draw: random.Random) -> tuple[str, str]:
    before, after = draw.randint(300, 600), draw.randint(610, 900)
    table = "Measure  2021/22  2022/23\nHome visits  {b}  {t}\nFire safety audits  388  412\n"
    table += "Reviews done  88  93\n\n"
    forms = (
        table + "Home visits stood at {v} in the year.",
        table + "Home visits went up to {v} from {b}.",
        table + "Home visits numbered {v} in 2022/23.",
    )
    return _both(draw, forms, b=before, t=after, true=after, false=after + draw.choice((9, 11, 13)))


def row_direction(draw: random.Random) -> tuple[str, str]:
    first = draw.randint(100, 300)
    rows = [first, first + draw.randint(5, 40)]
    table = f"Measure  2021/22  2022/23\nHome visits  {rows[0]}  {rows[1]}\nFire audits  388  412\n\n"
    forms = (("Home visits rose.", "Home visits fell."), ("Home visits were up.", "Home visits were down."))
    right, wrong = draw.choice(forms)
    return table + right, table + wrong


def statuses(draw: random.Random) -> tuple[str, str]:
    values = [("Dwelling fires", 131, 140), ("Burglaries", 620, 600), ("Fire safety audits", 412, 450)]
    values += [("Home visits", 4118, 4000), ("Robberies", 88, 80)]
    met = [True, False, False, True, False]
    odd = draw.randrange(5)

    def made(wrong: int | None) -> str:
        lines = ["Indicator  2022/23  Target  Status"]
        for i, (name, value, aim) in enumerate(values):
            word = "Green" if met[i] is not (i == wrong) else "Red"
            lines.append(f"{name}  {value}  {aim}  {word}")
        return "\n".join(lines)

    return made(None), made(odd)


def status_count(draw: random.Random) -> tuple[str, str]:
    green, amber, red = draw.randint(8, 15), draw.randint(3, 6), draw.randint(2, 6)
    lead = f"Of the {green + amber + red} measures {green} are rated green, {amber} amber and {red} red.\n\n"
    forms = ("The Panel is asked to note the {v} red measures.", "Annex A explains the {v} red measures.")
    form = lead + draw.choice(forms)
    return form.format(v=red), form.format(v=red + 1)


def superlatives(draw: random.Random) -> tuple[str, str]:
    low = draw.randint(40, 60)
    high = low + draw.randint(3, 30)
    form = draw.choice(
        (
            "The rate was highest in Amberley at {a} and lowest in Holmeside at {b}.",
            "Waits were longest in the north ({a} days) and shortest in the east ({b} days).",
            "Satisfaction was best in the town ({a}%) and worst on the coast ({b}%).",
        )
    )
    return form.format(a=high, b=low), form.format(a=low, b=high)


def fraction_changes(draw: random.Random) -> tuple[str, str]:
    before = draw.randint(20, 80) * 15
    part, share = draw.choice((("third", 1 / 3), ("quarter", 1 / 4), ("fifth", 1 / 5)))
    after = round(before * (1 - share))
    forms = (
        "A {p} fewer fires were set: {v} against {b}.",
        "Knife crime is down by a {p} since 2019, from {b} to {v}.",
        "Thefts fell by a {p}, from {b} to {v}.",
    )
    return _both(draw, forms, p=part, b=before, true=after, false=round(before * (1 - share / 2)))


def concluded(draw: random.Random) -> tuple[str, str]:
    before = draw.randint(200, 700) / 10
    gap = draw.randint(11, 60) / 10
    forms = (
        "Finds were made in {v}% of searches. The find rate a year earlier was {t}%, so it has improved.",
        "The support rate was {v}%; national guidance is {t}%, and we are therefore above it.",
        "Our {v}% compares with a group average of {t}% on charge rates, so we are outperforming our peers.",
        "Satisfaction with the service was {v}%. In 2023 it was {t}%, so satisfaction has risen.",
        "Confidence rose to {v}%. It was {t}% in 2021/22.",
    )
    return _both(draw, forms, t=before, true=round(before + gap, 1), false=round(before - gap, 1))


def bounded(draw: random.Random) -> tuple[str, str]:
    limit = draw.randint(20, 90)
    gap = draw.randint(2, 9)
    forms = (
        "No case took longer than {t} days (the longest was {v}).",
        "All three met the limit of {t} days: Ashby {l} days, Barton {v} days and Corley {l} days.",
    )
    return _both(draw, forms, t=limit, l=limit - 1, true=limit - gap, false=limit + gap)


def multiples_of_others(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(40, 120) * 2
    forms = (
        "At {v} days our wait is half the national wait of {t} days.",
        "The list has halved: {t} weeks then, {v} weeks now.",
        "The number of open cases was halved, from {t} to {v}.",
    )
    return _both(draw, forms, t=base, true=base // 2, false=round(base * 0.7))


def outnumbered(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(140, 400)
    gap = draw.randint(3, 30)
    forms = (
        "Joiners ({v}) outnumbered leavers ({t}).",
        "In the year {v} officers joined and {t} left, so more joined than left.",
        "More officers joined ({v}) than left ({t}).",
        "Women outnumber men among the volunteers, {v} to {t}.",
        "There were {v} leavers and {t} joiners; leavers outnumbered joiners.",
    )
    return _both(draw, forms, t=base, true=base + gap, false=base - gap)


def runs_of_values(draw: random.Random) -> tuple[str, str]:
    first = draw.randint(300, 900)
    second = first - draw.randint(5, 40)
    gap = draw.randint(5, 40)
    forms = (
        "The number of thefts has fallen each year ({a}, {b}, {v}).",
        "Complaints fell every year: {a} in 2020/21, {b} in 2021/22 and {v} in 2022/23.",
        "Collisions fell for the third year running: {a}, {b}, {v}.",
        "Sickness has declined in each of the last three quarters, from {a} to {b} to {v} days.",
    )
    return _both(draw, forms, a=first, b=second, true=second - gap, false=second + gap)


def places_moved(draw: random.Random) -> tuple[str, str]:
    before, gap = draw.randint(25, 30), draw.choice((4, 5, 6, 7, 8))
    forms = (
        "The force moved from {b}th to {a}th, a gain of {v} places.",
        "The force is {a}th of 43, up {v} places from {b}th.",
        "We climbed {v} places, from {b}th to {a}th of 43.",
        "It ranked {b}th last year and is {a}th this year, having gained {v} places.",
    )
    return (
        _both(draw, forms, b=before, a=before - gap, true=gap, false=gap + 2)
        if before - gap < 21
        else (
            "The force moved from 12th to 8th, a gain of four places.",
            "The force moved from 12th to 8th, a gain of six places.",
        )
    )


def called_alike(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(60, 80)
    forms = (
        "Satisfaction was {v}%, on a par with the national {t}%.",
        "Victim satisfaction was {v}%, in line with the regional average of {t}%.",
        "The response rate was {v}%, level with the national {t}%.",
    )
    return _both(draw, forms, t=base, true=base + draw.choice((-1, 0, 1)), false=base - draw.randint(8, 20))


def compared_by_verb(draw: random.Random) -> tuple[str, str]:
    base = draw.randint(55, 75)
    gap = draw.randint(2, 9)
    forms = (
        "Satisfaction was {v}%, which compares favourably with the national {t}%.",
        "Victim satisfaction of {v}% is ahead of the regional average of {t}%.",
        "The detection rate, {v}%, outperforms the national figure of {t}%.",
        "The charge rate was {v}%. Nationally it was {t}%. We therefore outperform the country.",
    )
    return _both(draw, forms, t=base, true=base + gap, false=base - gap)


def records(draw: random.Random) -> tuple[str, str]:
    now = draw.randint(300, 600)
    higher, lower = now + draw.randint(5, 60), now - draw.randint(5, 60)
    table = "Measure\t2019/20\t2020/21\t2021/22\t2022/23\n"
    table += f"Thefts\t{lower - 5}\t{lower - 3}\t{{v}}\t{now}\nFires\t88\t91\t85\t90\n\n"
    forms = (
        table + "Thefts are at their lowest since 2020/21.",
        table + "Thefts were at their lowest for two years.",
        table + "Thefts are at a two-year low.",
    )
    return _both(draw, forms, true=higher, false=lower)


def over_and_under(draw: random.Random) -> tuple[str, str]:
    budget, gap = draw.randint(30, 90), draw.randint(2, 9)
    table = f"Service\tBudget £m\tOutturn £m\nCustody\t{budget / 10}\t{(budget + gap) / 10}\n"
    table += "Training\t2.2\t2.1\nEstate\t3.2\t3.0\n\n"
    forms = (
        table + "Custody was over by £{v}m.",
        table + "Custody overspent by £{v}m.",
        f"The budget was £{budget / 10}m and the outturn £{(budget + gap) / 10}m, over by £{{v}}m.",
    )
    return _both(draw, forms, true=gap / 10, false=(gap + 3) / 10)


def bounds_in_words(draw: random.Random) -> tuple[str, str]:
    share, gap = draw.randint(51, 60), draw.randint(12, 20)
    forms = (
        "More than half of respondents ({v}%) felt safe.",
        "A majority, {v}%, backed the rise in the precept.",
        "Most respondents ({v}%) wanted more patrols.",
        "At least half of those asked ({v}%) had seen an officer.",
    )
    return _both(draw, forms, true=share, false=share - gap)


def told_apart(draw: random.Random) -> tuple[str, str]:
    before, gap = draw.randint(100, 900), draw.randint(5, 40)
    forms = (
        "Complaints fell to {v}; the quarter before, it was {t}.",
        "Complaints fell in the quarter to {v}; there had been {t} in the previous one.",
        "Burglary and robbery both fell: they were 412 and {v} against 450 and {t} the year before.",
        "In the spring there were {t} thefts; by the autumn this had fallen to {v}.",
        "Both measures fell: burglary from 450 to 412 and robbery from {t} to {v}.",
        "In 2022/23 there were {v} collisions. In 2021/22 there were {t}. The number of collisions fell.",
    )
    return _both(draw, forms, t=before, true=before - gap, false=before + gap)


def mixed_durations(draw: random.Random) -> tuple[str, str]:
    minutes, gap = draw.randint(65, 110), draw.randint(2, 9)
    clock = f"1 hour {minutes - 60} minutes"
    forms = (
        "Detainees waited {v} minutes, longer than the {c} of last year.",
        "Waits rose from {c} to {v} minutes.",
        "Detainees waited {v} minutes, over the limit of {c}.",
    )
    return _both(draw, forms, c=clock, true=minutes + gap, false=minutes - gap)


def shares_aimed_for(draw: random.Random) -> tuple[str, str]:
    part, share = draw.choice((("two thirds", 67), ("three quarters", 75), ("half", 50)))
    forms = (
        "Our ambition of {p} was met: {v}% of victims were satisfied.",
        "The aim of {p} was achieved, as {v}% were seen within a day.",
    )
    return _both(draw, forms, p=part, true=share + draw.randint(1, 9), false=share - draw.randint(2, 9))


MAKERS: tuple[_Made, ...] = (
    target_met,
    limit_kept,
    money_kept,
    beside_another,
    direction_said,
    better_said,
    distance_said,
    percent_on_base,
    said_again,
    row_said,
    row_direction,
    statuses,
    status_count,
    superlatives,
    fraction_changes,
    concluded,
    bounded,
    multiples_of_others,
    outnumbered,
    runs_of_values,
    places_moved,
    called_alike,
    compared_by_verb,
    records,
    over_and_under,
    bounds_in_words,
    told_apart,
    mixed_durations,
    shares_aimed_for,
)


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_true_ones_are_silent_and_false_ones_found(maker: _Made) -> None:
    draw = random.Random(20261125)  # noqa: S311 - sentences, not secrets
    made = [maker(draw) for _ in range(EACH)]
    false_alarms = {true: [it.message for it in found(true)] for true, _ in made if found(true)}
    missed = [false for _, false in made if not found(false)]
    assert false_alarms == {}
    assert missed == []
