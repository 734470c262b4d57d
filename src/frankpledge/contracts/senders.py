"""Who sends records, and what that means for every table of theirs: licence, agreement, who answers."""

from __future__ import annotations

from dataclasses import dataclass

from frankpledge.contracts.across import AcrossRule
from frankpledge.contracts.governance import COMPARED, Agreement, Grain, Owner, Retention
from frankpledge.contracts.rules import Rule
from frankpledge.contracts.tables import Column, Disclosure, Table


@dataclass(frozen=True)
class Sender:
    """A kind of body that sends records, and the footing on which the office holds them.

    ``service`` is the service that its tables are of where they do not say otherwise.
    """

    name: str
    licence: str
    agreement: Agreement
    owner: Owner
    service: str = ""

    def table(
        self,
        name: str,
        title: str,
        description: str,
        grain: Grain,
        columns: tuple[Column, ...],
        *,
        month_from: str = "",
        identity: tuple[str, ...] = (),
        rules: tuple[Rule, ...] = (),
        across: tuple[AcrossRule, ...] = (),
        retention: Retention = COMPARED,
        things: str = "",
        owner: Owner | None = None,
        row_key: tuple[str, ...] = (),
        sent_by: str = "",
        service: str | None = None,
    ) -> Table:
        """Return a table of this sender's. It is about people unless ``things`` says why small numbers
        may be shown."""
        return Table(
            name=name,
            title=title,
            description=description,
            publisher=self.name,
            licence=self.licence,
            columns=columns,
            identity=identity,
            disclosure=Disclosure.THINGS if things else Disclosure.PEOPLE,
            disclosure_reason=things,
            grain=grain,
            month_from=month_from,
            owner=owner or self.owner,
            agreement=self.agreement,
            retention=retention,
            rules=rules,
            across=across,
            row_key=row_key,
            sent_by=sent_by,
            service=self.service if service is None else service,
        )


_AGREED = "Not open: for the purposes of the sharing agreement"

POLICE = Sender("the police force", _AGREED, Agreement.SHARING, Owner.PERFORMANCE, "police")
PROSECUTION = Sender("the Crown Prosecution Service", _AGREED, Agreement.SHARING, Owner.JUSTICE)
COURTS = Sender("HM Courts and Tribunals Service", _AGREED, Agreement.SHARING, Owner.JUSTICE)
HEALTH = Sender("the mental health trust", _AGREED, Agreement.SHARING, Owner.PERFORMANCE)
FIRE = Sender("the fire and rescue service", _AGREED, Agreement.SHARING, Owner.FIRE, "fire")
PROVIDER = Sender(
    "the provider of the service",
    "Not open: for the purposes of the contract or grant",
    Agreement.CONTRACT,
    Owner.COMMISSIONING,
)
SURVEYOR = Sender(
    "the body that runs the survey",
    "Not open: for the purposes of the contract or grant",
    Agreement.CONTRACT,
    Owner.ENGAGEMENT,
)
OFFICE = Sender("the office itself", "The office's own", Agreement.OWN, Owner.COMPLAINTS)
