"""Which way is better: read from the words beside a number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from frankpledge.checking.tokens import Unit

_UPPER_BOUND = re.compile(
    r"\b(?:ceilings?|limits?|caps?|maximum|max|no\s(?:more|longer|later|higher)\sthan|not\smore\sthan|at\smost|must\snot\sexceed|"
    r"allowance|tolerance|lower\sis\sbetter|low(?:er)?\sgood|or\s(?:less|fewer|under|below)|up\sto)\b|[<≤]"
)
_LOWER_BOUND = re.compile(
    r"\b(?:floor|minimum|min|min|no\s(?:fewer|less|lower)\sthan|not\sless\sthan|at\sleast|higher\sis\sbetter|or\s(?:more|better|above))\b|[>≥]"
)
_MORE_IS_BETTER = re.compile(
    r"\b(?:satisf\w+|confiden\w+|trust\w*|answered|attended\swithin|resolved|completed?|completions?|solved|detect\w+|"
    r"positive|positive\soutcomes?|approv\w+|agree[ds]?|aware(?:ness)?|attendance|arriv\w+|updated|kept\sinformed|easy|worthwhile|outcomes?|charged|charge\srates?|convict\w+|conviction\srates?|complian\w+|complied|available|availability|"
    r"coverage|covered|trained|training|recruit\w*|joiners?|savings?|visits?|audits?|inspections?|checks?|within|"
    r"on\stime|upheld\sstandards|safe\sand\swell|feel(?:ing)?\ssafe|recommend\w*|response\srates?|recover\w*|seized|engag\w+|"
    r"represent\w*|met\sthe|good|excellent|support(?:ed|ing)?|guilty\spleas?|effective|retention|uptake|"
    r"diver\w+|accura\w+|vetted|acknowledged|appraisals?|fitted|paid\swithin|receipts|reach(?:ed|ing)?|success\w*|patrols?|"
    r"volunteer\w*|informed|praise\w*|finalis\w+|closed|settled|processed|dealt\swith|strength|headcount|establishment|reviews?|find\srates?|finds)\b"
)
_LESS_IS_BETTER = re.compile(
    r"\b(?:fires?|injur\w+|deaths?|fatalit\w+|casualt\w+|killed|crimes?|offences|offending|reoffend\w+|reoffences|burglar\w+|robber\w+|"
    r"thefts?|violence|assaults?|complaints?|allegations?|waits?|waited|waiting|delays?|sickness|absences?|days\slost|vacan\w+|"
    r"abandon\w*|backlogs?|costs?|spend(?:ing)?|overspend\w*|overtime|emissions|energy|false\salarms?|attrition|leavers?|turnover|"
    r"caseloads?|victimisation|repeat|anti-?social|incidents?|collisions?|hoax|overdue|outstanding|debt|borrowing|"
    r"ineffective|cracked|cancelled|defects?|errors?|breach\w*|missing|response\stimes?|length|duration|"
    r"time\sto|times?\staken|took|turnout\stimes?|longest|gap|unallocated|workload|grievances?|disciplinar\w+|appeals?|increase\sin\sthe\sprecept|precept)\b"
)
_HARMFUL_SHARE = re.compile(
    r"\b(?:sickness|absences?|vacan\w+|abandon\w*|attrition|turnover|leavers?|reoffend\w*|ineffective|cracked|overdue|cancelled|"
    r"false\salarms?|outstanding|dissatisf\w+|unanswered|overspen\w+|complaint\srates?|errors?|refus\w+|"
    r"(?:more|longer)\sthan\s(?:[0-9]+|a)\s\w+|(?:over|beyond|exceeding)\s[0-9]+\s(?:days|weeks|months|minutes|hours)|unallocated|repeat\w*|victimisation|unsolved|inflation|ceiling|crime\srates?)\b"
)
"""Where one of these is what a share is of, a smaller share is better."""
_GOOD_SHARE = re.compile(
    r"\b(?:timel\w+|prompt\w*|attended|identified|take-?up|hit\srates?|first\stime|fair(?:ly|ness)?|valued|motivated|morale|proud|pride|"
    r"listened|treated\s(?:well|fairly)|visib\w+|reassured|understood|familiar|heard\sof|feedback|returned|pass(?:es|ed)?\srates?|"
    r"favourable|respect\w*|belong\w*|collected|offered|read\swithin|switched\son|fit\sfor|up\sto\sdate|usable|protected)\b"
)
"""Where one of these is what a share is of, a larger share is better."""
_TIME_GIVEN = re.compile(r"\b(?:patrol\w*|training|volunteer\w*|gave|given|worked|hours\sof)\b")
_TIME_TAKEN = re.compile(
    r"\b(?:wait\w*|took|takes|respon\w+|average|median|delay\w*|attend\w*|lost|overtime)\b"
)
_TIME_LABEL = re.compile(
    r"\b(?:days|minutes|hours|weeks|months)\s(?:to|taken|waited|lost)\b|"
    r"\b(?:average|mean|median)\s(?:\w+\s){0,3}(?:days|minutes|hours|weeks|time|wait)\b"
)
_PREPOSITION = re.compile(
    r"\s(?:in|of|at|by|with|per|for|to|on|from|within|where|who|taking|over|under)\b|[(,]"
)
_LABEL = 8
"""Words: what is no longer is a label, whose head noun decides ("fire safety audits", "deaths in fires")."""
_CUT = re.compile(r"\b(?:reductions?|cut|decrease|saving|improvement|fall)\b")


def better(words: str, unit: Unit, aim: str = "") -> int | None:
    """Return 1 where more is better, -1 where less is, None where the words do not say.

    ``aim`` are the words of the target itself: "a ceiling of" tells more than the subject does.
    A share that is aimed for is one of something done, unless its words name a harm; where they name both, or
    a harm of which a share may be good or bad ("of incidents"), or where nothing is aimed for and nothing
    named, it is left open.
    """
    if _UPPER_BOUND.search(aim):
        return -1
    if _LOWER_BOUND.search(aim):
        return 1
    if _CUT.search(aim):
        return 1
    if unit is Unit.COUNT and _TIME_LABEL.search(words):
        return -1
    if len(words.split()) <= _LABEL and _MORE_IS_BETTER.search(words) and _LESS_IS_BETTER.search(words):
        head = _PREPOSITION.split(words)[0].split()
        words = head[-1] if head else words
    more, less = bool(_MORE_IS_BETTER.search(words)), bool(_LESS_IS_BETTER.search(words))
    if unit is Unit.PERCENT:
        harm = bool(_HARMFUL_SHARE.search(words))
        if less and not more and not harm:
            return None
        if harm:
            return None if more else -1
        return 1 if more or aim or _GOOD_SHARE.search(words) else None
    if unit in (Unit.SECONDS, Unit.DAYS, Unit.MONTHS):
        return 1 if _TIME_GIVEN.search(words) and not _TIME_TAKEN.search(words) else -1
    if more is not less:
        return 1 if more else -1
    return None


def better_near(texts: Sequence[str], unit: Unit) -> int | None:
    """Return which way is better by the first of the texts, nearest first, that names a deed or a harm."""
    for text in texts:
        if _MORE_IS_BETTER.search(text) or _LESS_IS_BETTER.search(text) or _HARMFUL_SHARE.search(text):
            return better(text, unit)
    return better(" ".join(texts), unit)
