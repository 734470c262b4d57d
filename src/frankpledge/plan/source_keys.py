"""Which secret hashes the persons and references of which source, and which must not be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from frankpledge.contracts.registry import TABLES
from frankpledge.plan.agreements import Agreements


@dataclass(frozen=True)
class SourceKeys:
    """Secrets by source. ``links`` give the name and secret by which a source's persons are hashed
    instead; ``barred`` say why a source's keys may not be used."""

    secrets: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    barred: Mapping[str, str] = field(default_factory=dict)


def source_keys(environment: Mapping[str, str], agreements: Agreements, on: date) -> SourceKeys:
    """Return the keys that an environment holds, as the agreements in force on a day let them be used.

    Nothing raises here: what is barred stops only a file that holds such persons or references.
    """
    columns = [column for table in TABLES.values() for column in table.columns if column.key]
    told = {column.key_source: environment.get(column.key_variable, "") for column in columns}
    variables = {column.key_source: column.key_variable for column in columns}
    secrets = {source: secret.encode() for source, secret in told.items() if secret}
    barred: dict[str, str] = {}
    links: dict[str, tuple[str, bytes]] = {}
    linked = {source: link.id for link in agreements.links for source in link.sources}
    for one, other in combinations(sorted(secrets), 2):
        together = linked.get(one) is not None and linked.get(one) == linked.get(other)
        if secrets[one] == secrets[other] and not together:
            for source, twin in ((one, other), (other, one)):
                barred[source] = f"{variables[source]} and {variables[twin]} hold the same secret."
    for link in agreements.links:
        agreement, secret = agreements.of(link.agreement), environment.get(link.variable, "")
        for source in link.sources:
            if not agreement.in_force(on):
                barred[source] = (
                    f"link '{link.id}' rests on agreement '{agreement.id}', which {agreement.standing(on)}."
                )
            elif not secret:
                barred[source] = f"there is no key for link '{link.id}': set {link.variable}."
            else:
                links[source] = (link.id, secret.encode())
    return SourceKeys(secrets, links, barred)
