"""The part of the catalogue that may be published, as DCAT 3 in JSON-LD (W3C, https://www.w3.org/TR/vocab-dcat-3/).

Open tables that are held are in it, and the open data of each release with its files. Tables held under an
agreement are not: that they are held may itself be agreed to stay between the parties.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from frankpledge.areas import FORCES_BY_SLUG
from frankpledge.catalogue.entries import Catalogue, Entry
from frankpledge.contracts.governance import Agreement
from frankpledge.periods import last_day, month_key
from frankpledge.plan.definitions import Office
from frankpledge.releases.chain import released
from frankpledge.releases.release import FILES, Release

CONTEXT = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
LICENCES = {
    "Open Government Licence v3.0": "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    "Creative Commons Attribution 4.0": "http://creativecommons.org/licenses/by/4.0/",
}
FREQUENCIES = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "half-yearly": "ANNUAL_2",
    "yearly or less": "ANNUAL",
}
"""Words of the catalogue as the EU's frequency vocabulary, which DCAT application profiles ask for."""
_FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/"
_MEDIA = "https://www.iana.org/assignments/media-types/"
OPEN_FILES = {
    "figures.csv": "text/csv",
    "figures.json": "application/json",
    "figures.ods": "application/vnd.oasis.opendocument.spreadsheet",
    "findings.csv": "text/csv",
}
"""Files of a release that are open data, with their media types."""


def as_dcat(catalogue: Catalogue, base: str = "") -> str:
    """Return the public catalogue as JSON-LD. ``base`` is where the office folder's releases are published;
    without it addresses are relative to the document."""
    office = catalogue.definitions.office
    datasets = [
        _table(entry, office)
        for entry in catalogue.entries
        if entry.table.agreement is Agreement.OPEN and entry.table.publishable
    ]
    datasets += [_release(one, office, base, catalogue.office) for one in released(catalogue.office)]
    told = {
        "@context": CONTEXT,
        "@id": f"{base}#catalogue",
        "@type": "dcat:Catalog",
        "dct:title": f"Open records and figures of {office.name}",
        "dct:description": "Open tables that the figures are counted from, and every release of figures.",
        "dct:publisher": _agent(office),
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/ENG"},
        "dct:modified": _day(catalogue.on.isoformat()),
        "dct:conformsTo": {"@id": "https://www.w3.org/TR/vocab-dcat-3/"},
        "dct:license": _licence(office.house_style.licence),
        "dcat:dataset": datasets,
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def _table(entry: Entry, office: Office) -> dict[str, Any]:
    table = entry.table
    told: dict[str, Any] = {
        "@id": f"#{table.name}",
        "@type": "dcat:Dataset",
        "dct:identifier": table.name,
        "dct:title": table.title,
        "dct:description": table.description,
        "dct:creator": {"@type": "foaf:Agent", "foaf:name": table.publisher},
        "dct:publisher": _agent(office),
        "dcat:contactPoint": _contact(office, str(table.owner)),
        "dct:license": _licence(table.licence),
        "dct:modified": _day(entry.came[-1].isoformat()),
        "dct:accrualPeriodicity": {"@id": _FREQUENCY + FREQUENCIES.get(entry.refresh, "UNKNOWN")},
        "dct:accessRights": {"@id": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
    }
    if entry.months:
        told["dct:temporal"] = {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(f"{month_key(entry.months[0])}-01"),
            "dcat:endDate": _day(last_day(entry.months[-1]).isoformat()),
        }
    places = [FORCES_BY_SLUG[one].code for one in entry.forces if one in FORCES_BY_SLUG]
    if any(places):
        told["dct:spatial"] = [
            {"@id": f"http://statistics.data.gov.uk/id/statistical-geography/{code}"}
            for code in places
            if code
        ]
    return told


def _release(release: Release, office: Office, base: str, folder: Path) -> dict[str, Any]:
    place = f"{base}releases/{release.folder}/{FILES}"
    told: dict[str, Any] = {
        "@id": f"#release-{release.number}",
        "@type": "dcat:Dataset",
        "dct:identifier": release.folder,
        "dct:title": f"Figures of {release.title}",
        "dct:description": "Every figure of the report, with its numerator, denominator and state.",
        "dct:publisher": _agent(office),
        "dcat:contactPoint": _contact(office, "performance officer"),
        "dct:license": _licence(office.house_style.licence),
        "dct:issued": _moment(release.at),
        "dcat:version": str(release.number),
        "dcat:distribution": [
            {
                "@id": f"{place}/{file.name}",
                "@type": "dcat:Distribution",
                "dct:title": file.name,
                "dct:license": _licence(office.house_style.licence),
                "dcat:accessURL": {"@id": f"{place}/{file.name}"},
                "dcat:downloadURL": {"@id": f"{place}/{file.name}"},
                "dcat:mediaType": {"@id": _MEDIA + OPEN_FILES[file.name]},
                "dcat:byteSize": (folder / "releases" / release.folder / FILES / file.name).stat().st_size,
                "spdx:checksum": {
                    "@type": "spdx:Checksum",
                    "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
                    "spdx:checksumValue": file.sha256,
                },
            }
            for file in release.files
            if file.name in OPEN_FILES
        ],
    }
    if release.corrects is not None:
        told["dcat:previousVersion"] = {"@id": f"#release-{release.corrects}"}
    return told


def _agent(office: Office) -> dict[str, str]:
    return {"@type": "foaf:Agent", "foaf:name": office.house_style.publisher or office.body}


def _contact(office: Office, role: str) -> dict[str, Any]:
    """Return whom to ask: a role, since people leave, and the office's own address."""
    told: dict[str, Any] = {
        "@type": "vcard:Organization",
        "vcard:fn": office.body,
        "vcard:role": role,
    }
    if "@" in office.contact and " " not in office.contact:
        told["vcard:hasEmail"] = {"@id": f"mailto:{office.contact}"}
    elif office.contact.startswith(("https://", "http://")):
        told["vcard:hasURL"] = {"@id": office.contact}
    return told


def _licence(name: str) -> dict[str, str]:
    known = LICENCES.get(name)
    return {"@id": known} if known else {"@type": "dct:LicenseDocument", "dct:title": name}


def _day(text: str) -> dict[str, str]:
    return {"@type": "xsd:date", "@value": text}


def _moment(text: str) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": text}
