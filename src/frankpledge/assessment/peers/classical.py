"""Overdispersed funnels as the health service draws them: z winsorised or truncated, φ, and τ² from it.

Named variants, kept so that ours can be held against theirs. Sources: Spiegelhalter, *Quality and Safety in
Health Care* 14 (2005) and, with others, *JRSS A* 175 (2012); the Care Quality Commission (square root,
winsorised) and the Summary Hospital-level Mortality Indicator (log, truncated by tenths) methods of NHS
England.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from frankpledge.assessment.rates.estimates import Floats, as_floats, divide, normal_quantile


class Classical(StrEnum):
    """The published forms: standardised ratio (CQC or SHMI), proportion, and ratio of two counts."""

    SR_CQC = "SR CQC"
    SR_SHMI = "SR SHMI"
    PR_CQC = "PR CQC"
    RC_CQC = "RC CQC"


@dataclass(frozen=True)
class ClassicalFunnel:
    """The parts of a classical funnel over A areas.

    ``z`` are raw scores, ``kept`` the winsorised ones (NaN where truncated); ``target`` is on the natural
    scale and ``centre`` on the transformed one, as are ``error`` (standard errors by chance) and ``tau2``.
    """

    form: Classical
    z: Floats
    kept: Floats
    phi: float
    tau2: float
    target: float
    centre: float
    error: Floats
    denominator: Floats

    def limits(self, level: float, *, as_drawn: bool = False) -> tuple[Floats, Floats]:
        """Return limits on the natural scale, A each.

        ``as_drawn`` gives those that a widely used R package draws: quantiles to six places, and the limits
        of the square-root form left on the root scale though the values beside them are ratios, so that
        they are about half as wide as they should be. Use it only to compare with that package.
        """
        quantile = normal_quantile(level)
        # The package also takes the root's error for the logarithm of a ratio of counts.
        error = 0.5 / np.sqrt(self.denominator) if as_drawn and self.form is Classical.RC_CQC else self.error
        reach = (round(quantile, 6) if as_drawn else quantile) * np.sqrt(error**2 + self.tau2)
        low, high = self.centre - reach, self.centre + reach
        if self.form is Classical.SR_CQC:
            return (low, high) if as_drawn else (np.maximum(low, 0.0) ** 2, high**2)
        if self.form is Classical.PR_CQC:
            top = np.pi / 2
            inside = (low, high) if as_drawn else (np.clip(low, 0.0, top), np.clip(high, 0.0, top))
            return np.sin(inside[0]) ** 2, np.sin(inside[1]) ** 2
        return np.exp(low), np.exp(high)

    def without_overdispersion(self) -> ClassicalFunnel:
        """Return the same funnel with τ² of 0, for the limits that chance alone would make."""
        return replace(self, tau2=0.0)


def classical_funnel(numerator: Any, denominator: Any, form: Classical, trim: float = 0.1) -> ClassicalFunnel:
    """Return the classical overdispersion of A areas: ``trim`` is the share cut at each end.

    ValueError where a denominator is not above 0 or, on the log scale, a numerator is not.
    """
    over, below = as_floats(numerator, denominator)
    if over.ndim != 1 or not over.size:
        raise ValueError("a classical funnel takes the areas of one period")
    if not (below > 0).all():
        raise ValueError("a funnel has denominators above 0: leave out the areas without")
    target, centre, scaled, error = _scaled(over, below, form)
    z = (scaled - centre) / error
    kept = _truncated(z, trim) if form is Classical.SR_SHMI else _winsorised(z, trim)
    inside = ~np.isnan(kept)
    number = int(inside.sum())
    phi = float(np.mean(kept[inside] ** 2)) if number else 1.0
    tau2 = between_from_phi(phi, number, error[inside])
    return ClassicalFunnel(form, z, kept, phi, tau2, target, centre, error, below)


def between_from_phi(phi: float, number: int, error: Floats) -> float:
    """Return τ² from φ, the mean square of ``number`` z scores (DerSimonian and Laird), never below 0."""
    weight = 1 / error**2
    total = float(weight.sum())
    room = total - float((weight**2).sum()) / total if total > 0 else 0.0
    return max(0.0, (number * phi - (number - 1)) / room) if room > 0 else 0.0


def _scaled(over: Floats, below: Floats, form: Classical) -> tuple[float, float, Floats, Floats]:
    """Return the target, then the target, the values and their errors by chance on the other scale."""
    error = 0.5 / np.sqrt(below)
    overall = float(over.sum() / below.sum())
    if form is Classical.SR_CQC:
        return 1.0, 1.0, np.sqrt(over / below), error
    if form is Classical.SR_SHMI:
        if not (over > 0).all():
            raise ValueError("the SHMI form takes logarithms: no area may have 0 events")
        return 1.0, 0.0, np.log(over / below), 2 * error
    if form is Classical.PR_CQC:
        if (over > below).any():
            raise ValueError("a proportion counts more than there are: use the form for ratios")
        return overall, float(np.arcsin(np.sqrt(overall))), np.arcsin(np.sqrt(over / below)), error
    if overall <= 0:
        raise ValueError("the form for ratios of counts takes logarithms: there are no events at all")
    spread = np.sqrt(over / (over + 0.5) ** 2 + below / (below + 0.5) ** 2)
    return overall, float(np.log(overall)), np.log(divide(over + 0.5, below + 0.5)), spread


def _winsorised(z: Floats, trim: float) -> Floats:
    """Return scores with the outer ones drawn in to the quantiles at ``trim`` and 1 − ``trim``."""
    return np.asarray(np.clip(z, *np.quantile(z, [trim, 1 - trim])))


def _truncated(z: Floats, trim: float) -> Floats:
    """Return scores with the first and last of 1/trim rank groups left out (NaN); ties share a rank."""
    groups = 1 / trim
    below = (z[None, :] < z[:, None]).sum(axis=1)
    same = (z[None, :] == z[:, None]).sum(axis=1)
    rank = below + (same + 1) / 2
    group = np.floor(rank * groups / (z.size + 1) + 1e-12)
    return np.where((group > 0) & (group < groups - 1), z, np.nan)
