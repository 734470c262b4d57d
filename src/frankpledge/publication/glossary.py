"""Abbreviations a report may use, so that each report explains the ones it does use."""

from __future__ import annotations

import re
from collections.abc import Iterable

ABBREVIATIONS: dict[str, str] = {
    "ANPR": "automatic number-plate recognition",
    "ASB": "anti-social behaviour",
    "CPS": "Crown Prosecution Service",
    "CRMP": "community risk management plan",
    "DA": "domestic abuse",
    "FCR": "force control room",
    "FMS": "force management statement",
    "HFSV": "home fire safety visit",
    "HMO": "house in multiple occupation",
    "IDVA": "independent domestic violence adviser",
    "KSI": "killed or seriously injured",
    "LCJB": "local criminal justice board",
    "LPA": "local policing area",
    "LSOA": "lower layer super output area, a small area of the census",
    "MARAC": "multi-agency risk assessment conference",
    "MASH": "multi-agency safeguarding hub",
    "MSG": "most similar group of forces",
    "NPT": "neighbourhood policing team",
    "OCG": "organised crime group",
    "OOCD": "out-of-court disposal",
    "RASSO": "rape and serious sexual offences",
    "VAWG": "violence against women and girls",
}

TERMS: dict[str, str] = {
    "Quarter (Q)": "three months of the financial year, which runs from April to March: Q1 is April to June",
    "Points": "the difference between two percentages: from 10 per cent to 12 per cent is up 2 points",
    "Per cent": "a change as a part of what it was before: from 100 to 112 is up 12 per cent",
    "12 months to": "the twelve months that end with the month named, counted anew each month",
    "Provisional [p]": "still coming in: the figure will change, and is not compared with complete ones",
    "No figure [x]": "the records have not been supplied; this is never the same as none",
    "Unreliable [u]": "a share or rate of fewer than ten, which a single case can move a long way",
    "Expected range": "where a figure should lie if a measure goes on as before, season included; it is made "
    "from the months before the quarter alone",
    "Exceptional": "outside the expected range: a figure as far out would be rare if nothing had changed",
    "Signal on a control chart": "a pattern that a rule marks; chance makes it more often than an exception",
    "Could be": "the ranks, or values, that chance leaves possible; where they overlap, order means little",
    "Funnel": "lines about the mean of areas, wider for small ones, beyond which chance and the usual "
    "differences between areas seldom go",
    "As at": "the date by which the newest records used had been obtained",
    "Build": "the fixed set of figures this report was written from; its number finds it again",
}


_SEEN_AS = {
    "Quarter (Q)": r"\bQ[1-4]\b|\bquarters?\b",
    "Points": r"\bpoints?\b",
    "Per cent": r"\bper cent\b",
    "12 months to": r"\b12 months to\b",
    "Provisional [p]": r"\[p\]|\b[Pp]rovisional\b",
    "No figure [x]": r"\[x\]|\b[Nn]o figure\b",
    "Unreliable [u]": r"\[u\]|\bunreliable\b",
    "Expected range": r"\b[Ee]xpected range|\brange expected\b",
    "Exceptional": r"\b[Ee]xceptional(ly)?\b|\bexceptions?\b",
    "Signal on a control chart": r"\b[Ss]ignals?\b",
    "Could be": r"\bcould be\b",
    "Funnel": r"\b[Ff]unnels?\b",
}
"""By what a term is known in a text; those not named here (as at, build) stand on every page."""


def terms_used(texts: Iterable[str]) -> dict[str, str]:
    """Return the terms that occur in any of the texts, in the order in which they are explained."""
    whole = "\n".join(texts)
    return {
        term: meaning
        for term, meaning in TERMS.items()
        if term not in _SEEN_AS or re.search(_SEEN_AS[term], whole)
    }


def used(texts: Iterable[str]) -> dict[str, str]:
    """Return the abbreviations that occur as words in any of the texts, in order of the alphabet."""
    words = {word for text in texts for word in re.findall(r"\b[A-Z][A-Za-z]{1,5}\b", text)}
    return {short: meaning for short, meaning in ABBREVIATIONS.items() if short in words}
