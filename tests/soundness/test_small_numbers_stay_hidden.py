"""Promise 8: small numbers about people cannot be recovered from everything published together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from frankpledge.publication.disclosure.counted import Counted, Family, Flow, Level, made_of_shown
from frankpledge.publication.disclosure.levels import WIDE, settled, small
from tests.soundness.lp_attack import Attack

YEARS = 2
MONTHS = 12 * YEARS


def drawn(seed: int, *, rate: float, parts: int, other: int, share: bool = True) -> Counted:
    """Counts by local area and kind, both ways and crossed; what lies nowhere; and a share of all of them.

    Kinds make up every total; areas leave out what lies nowhere. The share is of totals and areas.
    """
    rng = np.random.default_rng(seed)
    rates = rate * np.outer(rng.dirichlet(np.full(other, 0.7)), rng.dirichlet(np.full(parts + 1, 0.7)))
    crossed = rng.poisson(rates[:, :, None] * np.ones(MONTHS))
    if rng.random() < 0.3:
        crossed[:, parts] = 0
    rows: list[np.ndarray] = []

    def add(values: np.ndarray) -> int:
        rows.append(values)
        return len(rows) - 1

    total, kinds = add(crossed.sum(axis=(0, 1))), [add(one.sum(axis=0)) for one in crossed]
    areas = [add(crossed[:, area].sum(axis=0)) for area in range(parts)]
    cells = [[add(one[area]) for area in range(parts)] for one in crossed]
    made = [(total, kinds), (total, areas)]
    made += [(kind, list(row)) for kind, row in zip(kinds, cells, strict=True)]
    made += [(areas[area], [row[area] for row in cells]) for area in range(parts)]
    bases = []
    if share:
        of = rng.beta(1, 3)
        held = [add(rng.binomial(rows[area], of)) for area in areas]
        whole = add(sum(rows[one] for one in held) + rng.binomial(crossed[:, parts].sum(axis=0), of))
        made.append((whole, held))
        bases = [(whole, total), *zip(held, areas, strict=True)]
    count = len(rows)
    families = tuple(Family(top, tuple(some), count + number) for number, (top, some) in enumerate(made))
    rows += [rows[top] - sum(rows[one] for one in some) for top, some in made]
    values = np.array(rows, float)
    residual = np.arange(len(values)) >= count
    return Counted(
        3, values, np.ones(values.shape, bool), np.where(residual[:, None], values, np.inf), residual,
        families, tuple(bases), np.zeros(values.shape, bool),
        np.full((len(values), MONTHS // 3), Level.NOTHING, np.int8), np.zeros((0, 3), np.int64),
    )  # fmt: skip


def attack_on(counted: Counted, levels: np.ndarray) -> Attack:
    """What anybody knows: every month, quarter, year and 12 months shown, and how the series add up."""
    count, width = counted.values.shape
    attack = Attack(count * width)
    spans = [(first, first + length - 1) for length in (1, 3, 12, 24) for first in range(width - length + 1)]
    series = np.repeat(np.flatnonzero(~counted.residual), len(spans))
    first, last = np.tile(np.array(spans), (int((~counted.residual).sum()), 1)).T
    shown = made_of_shown(levels, series, first, last)
    for row, low, high in zip(series[shown], first[shown], last[shown], strict=True):
        terms = {int(row) * width + month: 1.0 for month in range(low, high + 1)}
        attack.knows(terms, float(counted.values[row, low : high + 1].sum()))
    for one in counted.families:
        for month in range(width):
            terms = {part * width + month: 1.0 for part in (*one.parts, one.residual)}
            attack.knows({**terms, one.whole * width + month: -1.0}, 0.0)
    for row in np.flatnonzero(counted.residual):
        for month in range(width):
            attack.top[int(row) * width + month] = float(counted.values[row, month])
    for flow in counted.flows:
        for month in range(width):
            terms = {flow.open * width + month: 1.0, flow.came * width + month: -1.0}
            before = {flow.open * width + month - 1: -1.0} if month else {}
            attack.knows({**terms, **before, flow.ended * width + month: 1.0}, 0.0)
    for part, base in counted.bases:
        for month in range(width):
            attack.knows_at_most({part * width + month: 1.0, base * width + month: -1.0}, 0.0)
    return attack


def withheld_numbers(counted: Counted) -> list[tuple[dict[int, float], float]]:
    """Every number of 1 to 4 about people: of a month, quarter or year, or so little short of its base."""
    width = counted.values.shape[1]
    found = []

    def note(rows: dict[int, float], months: int) -> None:
        sums = sum(by * counted.by(months)[row] for row, by in rows.items())
        for place in np.flatnonzero((sums >= 1) & (sums <= 4)):
            span = range(int(place) * months, (int(place) + 1) * months)
            terms = {row * width + month: by for row, by in rows.items() for month in span}
            found.append((terms, float(sums[place])))

    for months in (12, 3, 1):
        for row in np.flatnonzero(~counted.residual):
            note({int(row): 1.0}, months)
        for part, base in counted.bases:
            note({base: 1.0, part: -1.0}, months)
    return found


def recovered(counted: Counted, levels: np.ndarray, limit: int, seed: int) -> list[str]:
    """What the attacker learns too much of, among ``limit`` small numbers taken at random."""
    attack, width = attack_on(counted, levels), counted.values.shape[1]
    numbers = withheld_numbers(counted)
    chosen = np.random.default_rng(seed).permutation(len(numbers))[:limit]
    found = []
    for terms, true in (numbers[place] for place in chosen):
        low, high = attack.bounds(terms)
        assert low - 1e-6 <= true <= high + 1e-6
        if high - low < WIDE - 1e-6:
            named = [(one // width, one % width, by) for one, by in terms.items()]
            found.append(f"{named}: {low:g} to {high:g}, truly {true:g}")
    return found


CASES = [(0.5, 3, 2), (8, 4, 3), (30, 5, 4), (60, 10, 2), (200, 4, 8), (900, 6, 5)]


@pytest.mark.parametrize(("rate", "parts", "other"), CASES)
def test_no_small_number_is_recovered(rate: float, parts: int, other: int) -> None:
    for seed in range(2):
        counted = drawn(seed, rate=rate, parts=parts, other=other)
        assert recovered(counted, settled(counted), 12, seed) == []


@pytest.mark.nightly
@pytest.mark.parametrize(("rate", "parts", "other"), CASES)
def test_no_small_number_is_recovered_of_many(rate: float, parts: int, other: int) -> None:
    for seed in range(100, 130):
        counted = drawn(seed, rate=rate, parts=parts, other=other, share=seed % 3 > 0)
        assert recovered(counted, settled(counted), 60, seed) == []


def in_and_out(seed: int, *, rate: float, kinds: int, kept: float) -> Counted:
    """Cases that come in, end and are open at each month's end, by kind and in all: each made of the others.

    Of what is open ``kept`` stays so for another month. Some kinds are few: no more than a few are open.
    """
    rng = np.random.default_rng(seed)
    came = rng.poisson(rate * rng.dirichlet(np.full(kinds, 0.6))[:, None] * np.ones(MONTHS))
    ended, held = np.zeros_like(came), np.zeros_like(came)
    before = np.zeros(kinds, came.dtype)
    for month in range(MONTHS):
        ended[:, month] = rng.binomial(before + came[:, month], 1 - kept)
        before = held[:, month] = before + came[:, month] - ended[:, month]
    rows = [row for one in (came, ended, held) for row in (one.sum(axis=0), *one)]
    each = kinds + 1
    flows = tuple(Flow(2 * each + row, row, each + row) for row in range(each))
    count = len(rows)
    families = tuple(
        Family(one * each, tuple(range(one * each + 1, (one + 1) * each)), count + one) for one in range(3)
    )
    values = np.array([*rows, *np.zeros((3, MONTHS))], float)
    residual = np.arange(len(values)) >= count
    return Counted(
        3, values, np.ones(values.shape, bool), np.where(residual[:, None], values, np.inf), residual,
        families, (), np.zeros(values.shape, bool),
        np.full((len(values), MONTHS // 3), Level.NOTHING, np.int8), np.zeros((0, 3), np.int64), flows,
    )  # fmt: skip


FLOWS = [(6, 3, 0.3), (20, 4, 0.5), (90, 4, 0.6), (200, 6, 0.2)]


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(one, marks=pytest.mark.nightly) for one in range(50, 80))]
)
@pytest.mark.parametrize(("rate", "kinds", "kept"), FLOWS)
def test_what_is_open_gives_away_neither_what_came_nor_what_ended(
    rate: float, kinds: int, kept: float, seed: int
) -> None:
    counted = in_and_out(seed, rate=rate, kinds=kinds, kept=kept)
    assert recovered(counted, settled(counted), 25, seed) == []


def test_without_what_is_known_of_flows_they_would_be_given_away() -> None:
    given = 0
    for seed in range(6):
        counted = in_and_out(seed, rate=20, kinds=4, kept=0.5)
        given += len(recovered(counted, settled(replace(counted, flows=())), 25, seed))
    assert given > 0


def until(counted: Counted, months: int) -> Counted:
    """What there was when only the first months had been supplied."""
    here = np.arange(counted.values.shape[1]) < months
    values = np.where(here, counted.values, 0.0)
    return replace(counted, values=values, present=counted.present & here)


def shown_spans(counted: Counted, levels: np.ndarray, months: int) -> np.ndarray:
    """Every month, quarter and 12 months that a report over the first months shows: series, first, last."""
    spans = [(first, first + 2) for first in range(0, months - 2, 3)]
    spans += [(first, first + length - 1) for length in (1, 12) for first in range(months - length + 1)]
    series = np.repeat(np.flatnonzero(~counted.residual), len(spans))
    first, last = np.tile(np.array(spans), (int((~counted.residual).sum()), 1)).T
    shown = made_of_shown(levels, series, first, last)
    return np.stack([series[shown], first[shown], last[shown]], axis=1)


@pytest.mark.parametrize(
    "seed", [4, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(20, 40))]
)
@pytest.mark.parametrize(("rate", "parts", "other"), CASES[2:])
def test_a_later_report_and_an_earlier_one_give_nothing_away_together(
    rate: float, parts: int, other: int, seed: int
) -> None:
    """A quarter that turns out small changes what its year may show, after the year began to be published."""
    counted, months = drawn(seed, rate=rate, parts=parts, other=other), 18
    before = until(counted, months)
    earlier = shown_spans(before, settled(before), months)
    released, quarters = np.zeros(counted.values.shape, bool), counted.released_level.copy()
    for row, first, last in earlier:
        if first == last:
            released[row, first] = True
        elif last - first == 2:
            quarters[row, first // 3] = Level.QUARTER
    longer = earlier[earlier[:, 2] - earlier[:, 1] == 11]
    now = replace(counted, released=released, released_level=quarters, released_spans=longer)
    levels = settled(now)
    both = attack_on(now, levels)
    alone = attack_on(now, np.full_like(levels, Level.NOTHING))
    for row, first, last in earlier:
        terms = {int(row) * MONTHS + month: 1.0 for month in range(first, last + 1)}
        total = float(counted.values[row, first : last + 1].sum())
        both.knows(terms, total)
        alone.knows(terms, total)
    numbers = withheld_numbers(counted)
    chosen = np.random.default_rng(0).permutation(len(numbers))[:25]
    for terms, true in (numbers[place] for place in chosen):
        low, high = both.bounds(terms)
        if high - low < WIDE - 1e-6:  # Then the earlier report gave it away by itself, before it was small.
            known = alone.bounds(terms)
            assert known[1] - known[0] < WIDE - 1e-6, (terms, low, high, true)


def test_the_attack_finds_what_is_not_protected() -> None:
    """Withholding small numbers alone gives many of them away: the attacker is no straw man."""
    counted = drawn(12, rate=600, parts=8, other=5)
    quarters = small(counted.values, 5).reshape(len(counted.values), -1, 3).any(axis=2)
    levels = np.where(quarters, Level.QUARTER, Level.MONTH).astype(np.int8)
    years = np.repeat(small(counted.by(3), 5).reshape(len(levels), -1, 4).any(axis=2), 4, axis=1)
    levels[years] = Level.NOTHING
    levels[counted.residual] = Level.NOTHING
    assert len(recovered(counted, levels, 60, 0)) > 5
