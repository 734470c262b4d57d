"""What records name and quote of figures, held against the releases in force.

Three things can be told in a text: the stable key of a figure, a reference as a report's text has it, and a
sentence copied from a figure's page or from a finding. What people write in words of their own cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.measures.figures import as_figures
from frankpledge.publication.words.references import VALUE, Reference, WrongReference, parse_reference
from frankpledge.records.released import ReleasedAs
from frankpledge.releases.chain import corrected_by, findings_in
from frankpledge.web.found import newest_exceptions
from frankpledge.web.keeping import Kept
from frankpledge.web.office import current_build, declared, office_folder
from frankpledge.web.published import figures_released
from frankpledge.web.quoting import sentence_of
from frankpledge.web.seeing import Sight, public_sight, releases

_KEY = re.compile(r"(?<![\w:/])[a-z0-9][\w-]*(?::[^\s:{}()]*){6}")
_REFERENCE = re.compile(r"\{([^{}]+)\}")
_SOURCED = re.compile(r".*?\. Source: .+?\.(?=\s|$)")
_SENTENCE = re.compile(r"(?P<before>.+), (?P<label>[^,:]+): [^:]+\. Source: .+")
_FINDINGS: Kept[frozenset[str]] = Kept(2)


def released_as(key: str) -> ReleasedAs | None:
    """Return how a figure was released; None where no release in force has its value."""
    return figures_released().get(key)


def unreleased_in(text: str) -> tuple[str, ...]:
    """Return what a text quotes of figures that no release in force has so, as far as it can be told."""
    line, sight = " ".join(text.split()), public_sight()
    found = [*_keys(line), *_references(line, sight), *_sentences(line, sight), *_findings(line)]
    return tuple(dict.fromkeys(found))


def _keys(line: str) -> Iterator[str]:
    held = figures_released()
    for match in _KEY.finditer(line):
        key = match[0].rstrip(".,;!?")
        if held.get(key) is None:
            yield key


def _references(line: str, sight: Sight | None) -> Iterator[str]:
    """Yield references to measures of which no released figure is meant: a record has no area or period."""
    for match in _REFERENCE.finditer(line):
        first, *options = match[1].split(",")
        subject = first.split()[0] if first.split() else ""
        try:
            read = parse_reference(", ".join((subject, *options)), [VALUE])
        except WrongReference:
            continue
        if subject in declared().measures and not _is_released(read, sight):
            yield match[0]


def _is_released(read: Reference, sight: Sight | None) -> bool:
    if sight is None or read.period is None:
        return False
    wanted = {
        "measure": read.subject,
        "area": read.area,
        "breakdown": read.breakdown,
        "window": read.period.window.value,
        "period": read.period.key,
    }
    return bool(pc.count(_rows(sight, wanted)["value"]).as_py())


def _rows(sight: Sight, wanted: dict[str, str]) -> pa.Table:
    """Return the released figures whose columns say what is wanted."""
    assert sight.public is not None
    rows = sight.public
    for name, word in wanted.items():
        rows = rows.filter(pc.equal(rows[name].cast(pa.string()), word))
    return rows


def _sentences(line: str, sight: Sight | None) -> Iterator[str]:
    """Yield sentences as figures' pages give them to copy that no released figure says."""
    titles = {one.title for one in declared().measures.values()}
    titles |= set() if sight is None else {one.title for one in sight.definitions.measures.values()}
    for match in _SOURCED.finditer(line):
        said = match[0].strip()
        parts = _SENTENCE.fullmatch(said)
        begins = [at for one in titles if parts and (at := parts["before"].rfind(one)) >= 0]
        if parts and begins and not (sight and _says(sight, said, parts["label"])):
            yield f"“{said[max(begins) :]}”"


def _says(sight: Sight, said: str, label: str) -> bool:
    """Return whether a text ends with the sentence of a released figure."""
    known = {name: one for name, one in sight.definitions.measures.items() if one.title in said}
    rows = _rows(sight, {"label": label})
    rows = rows.filter(pc.is_in(rows["measure"].cast(pa.string()), pa.array(sorted(known), pa.string())))
    return any(
        said.endswith(sentence_of(one, known[one.measure], sight.title_of(one.area)))
        for one in as_figures(rows)
    )


def _findings(line: str) -> Iterator[str]:
    """Yield sentences of findings that were corrected since, or that are of the newest build alone."""
    for sentence in _unreleased_findings():
        if sentence in line:
            yield f"“{sentence}”"


def _unreleased_findings() -> frozenset[str]:
    chain, build = releases(), current_build()

    def make() -> frozenset[str]:
        stands: set[str] = set()
        others = {one.sentence for one in newest_exceptions()}
        corrected = corrected_by(chain)
        for one in chain:
            told = set(findings_in(office_folder(), one)["sentence"].cast(pa.string()).to_pylist())
            (others if one.number in corrected else stands).update(told)
        return frozenset(" ".join(one.split()) for one in others - stands if one)

    return _FINDINGS.get((tuple(one.head for one in chain), build and build.manifest.id), make)
