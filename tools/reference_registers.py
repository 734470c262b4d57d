"""The page of docs/reference on registers."""

from __future__ import annotations

import re

from reference_pages import page, table

from frankpledge.registers.describing import (
    clock_in_words,
    field_in_words,
    move_in_words,
    published_in_words,
    roles_in_words,
)
from frankpledge.registers.register import Register
from frankpledge.registers.register_file import BUILT_IN, read_registers


def registers_page() -> str:
    """Every register that comes with the program: fields, states, steps, clocks, and what is public."""
    registers = read_registers(BUILT_IN.parent)
    rows = (
        (
            f"[{register.title}](#{_anchor(register)})",
            register.group,
            str(len(register.fields)),
            ", ".join(state.title for state in register.states if state.public) or "never",
        )
        for register in registers.values()
    )
    parts = [
        "Records that an office must keep, as `registers/NAME.yaml` declares them. A new office begins with "
        "these, and may change every one: see [Declare a register](../how-to/declare-a-register.md). Laws "
        "are named as a guide: check the law before relying on it.",
        table(("register", "group", "fields", "public when"), rows),
    ]
    for register in sorted(registers.values(), key=lambda one: (one.group, one.title)):
        parts += _register(register)
    return page("Registers", *parts)


def _anchor(register: Register) -> str:
    return re.sub(r"[^a-z0-9 -]", "", f"{register.id}: {register.title}".lower()).replace(" ", "-")


def _register(register: Register) -> list[str]:
    fields = (
        (
            f"`{field.id}`",
            field.title,
            field_in_words(register, field),
            "yes" if field.required else "",
            published_in_words(register, field),
            "yes" if field.personal else "",
        )
        for field in register.fields
    )
    states = ", ".join(
        state.title + (" (public)" if state.public else "") + (" (closed)" if state.closed else "")
        for state in register.states
    )
    steps = [f"- **{move.title}**: {move_in_words(register, move)}" for move in register.moves]
    clocks = [
        f"- **{clock.title}**: {clock_in_words(register, clock)}"
        + (" Public." if clock.public else "")
        + (f" Told as “{clock.measures}”." if clock.measures else "")
        for clock in register.clocks
    ]
    sums = [
        f"- **{rule.title}**: “{register.field_of(rule.whole).title}” is the sum of "
        + ", ".join(f"“{register.field_of(part).title}”" for part in rule.parts)
        + "."
        for rule in register.sums
    ]
    divided = ", ".join(f"{kind} (`{name}`)" for kind, name in register.scope.items())
    states_of = {state.id: state.title.lower() for state in register.states}
    sets = [
        f"- The record in “{register.field_of(one.link).title}”, once this is "
        + " or ".join(states_of[state] for state in states_of if state in one.states)
        + ": "
        + ", ".join(f"`{name}` from `{source}`" for name, source in one.values.items())
        + "."
        for one in register.sets
    ]
    unique = [
        "- " + ", ".join(f"“{register.field_of(name).title}”" for name in names) + "."
        for names in register.unique
    ]
    return [
        f"## `{register.id}`: {register.title}",
        register.about,
        f"Seen by {roles_in_words(register.sees, 'and')}; made by {roles_in_words(register.makes)}; amended "
        f"by {roles_in_words(register.amends)}."
        + (f" Roles held for some only count for records that say theirs: {divided}." if divided else ""),
        table(("field", "title", "holds", "required", "published", "personal"), fields),
        f"States: {states}.",
        "\n".join(["Steps:", "", *steps]) if steps else "",
        "\n".join(["Clocks:", "", *clocks]) if clocks else "",
        "\n".join(["Sums:", "", *sums]) if sums else "",
        "\n".join(["Sets elsewhere:", "", *sets]) if sets else "",
        "\n".join(["Never twice alike:", "", *unique]) if unique else "",
    ]
