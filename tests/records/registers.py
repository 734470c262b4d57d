"""Two small registers, and people who hold roles towards them."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from frankpledge.registers.register import (
    Exemption,
    Field,
    FieldType,
    Move,
    Numbering,
    Register,
    State,
)
from frankpledge.registers.roles import Actor, Grant, Role

CONFIDENTIAL = frozenset({Role.TEAM, Role.AUDITOR})

DECISIONS = Register(
    id="decisions",
    title="Decisions",
    one="decision",
    about="What was decided, by whom and why.",
    fields=(
        Field("title", FieldType.TEXT, "Title", required=True, published=True, listed=True),
        Field(
            "series", FieldType.CHOICE, "Series", required=True, published=True,
            choices={"order": "Executive Order", "record": "Decision Record"},
        ),
        Field("body", FieldType.TEXT, "Body", published=True),
        Field("reasons", FieldType.LONG_TEXT, "Reasons", published=True),
        Field("cost", FieldType.MONEY, "Cost", published=True),
        Field("author", FieldType.TEXT, "Author", personal=True),
        Field("advice", FieldType.LONG_TEXT, "Legal advice", roles=CONFIDENTIAL),
        Field("answers", FieldType.LINK, "Matter answered", to="matters", published=True),
        Field("related", FieldType.LINKS, "Related decisions", to="decisions"),
        Field("measure", FieldType.MEASURE, "Measure", published=True),
        Field("taken", FieldType.DATE, "Taken on", published=True),
        Field("because", FieldType.TEXT, "Why the number was not used", published=True),
    ),
    states=(
        State("draft", "Draft"),
        State("taken", "Taken"),
        State("published", "Published", public=True, closed=True),
        State("unused", "Not used", public=True),
    ),
    moves=(
        Move(
            "take", "Take", frozenset({"draft"}), "taken", frozenset({Role.APPROVER}),
            needs=("reasons",), stamps="taken",
        ),
        Move(
            "publish", "Publish", frozenset({"taken"}), "published", frozenset({Role.SECRETARY}),
            needs=("taken",),
        ),
        Move(
            "reopen", "Open again", frozenset({"published"}), "draft", frozenset({Role.APPROVER}),
            reason=True,
        ),
    ),
    numbering=Numbering(digits=3, by="series", unused="unused", because="because", given=True),
    sees=frozenset({Role.SECRETARY, Role.APPROVER, Role.TEAM, Role.RESPONDENT}),
    makes=frozenset({Role.SECRETARY, Role.TEAM}),
    amends=frozenset({Role.SECRETARY, Role.TEAM}),
    scope={"body": "body"},
    day="taken",
    exemptions=(Exemption("commercial", "Commercial interests (section 43)"),),
)  # fmt: skip

MATTERS = Register(
    id="matters",
    title="Matters",
    one="matter",
    about="What the board asked.",
    fields=(
        Field("title", FieldType.TEXT, "Title", required=True, published=True),
        Field("question", FieldType.LONG_TEXT, "Question"),
    ),
    states=(State("open", "Open"), State("answered", "Answered", public=True)),
    moves=(Move("answer", "Answer", frozenset({"open"}), "answered", frozenset({Role.SECRETARY})),),
    sees=frozenset({Role.SECRETARY}),
    makes=frozenset({Role.SECRETARY}),
    amends=frozenset({Role.SECRETARY}),
)

REGISTERS = {one.id: one for one in (DECISIONS, MATTERS)}


def person(*roles: Role, body: str = "") -> Actor:
    """Somebody who holds roles, for one body or for all."""
    name = "-".join(role.value for role in roles)
    return Actor(
        str(uuid5(NAMESPACE_URL, name + body)), name.title(), tuple(Grant(role, body) for role in roles)
    )


SECRETARY = person(Role.SECRETARY)
APPROVER = person(Role.APPROVER)
TEAM = person(Role.TEAM)
EVERY = person(*Role)
