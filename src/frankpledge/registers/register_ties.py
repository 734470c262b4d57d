"""What a register's rules name of other registers: checked, and kept beside it for the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from frankpledge.errors import did_you_mean
from frankpledge.plan.fields import Fields
from frankpledge.plan.yaml_nodes import shown
from frankpledge.registers.register import FieldType, Register, Rule


def tie(register: Register, fields: Fields, registers: Mapping[str, Register]) -> Register:
    """Return a register with the others its rules name; ``fields`` is its file, where problems are noted.

    What a record sets elsewhere must not set anything in its turn, so that no change runs in a ring and
    actions take their locks in one order.
    """
    named = {}
    for name in _named(register):
        if name in registers:
            named[name] = registers[name]
    _check_settings(register, fields, registers)
    _check_moves(register, fields, registers)
    _check_clocks(register, fields, registers)
    _check_sources(register, fields, registers)
    return replace(register, others=named) if named else register


def _named(register: Register) -> Iterator[str]:
    links = {one.id: one.to for one in register.fields if one.to}
    yield from (links[one.link] for one in register.sets if one.link in links)
    yield from (one.all_closed.split(".")[0] for one in register.moves if one.all_closed)
    for clock in register.clocks:
        chosen = next((one for one in register.fields if one.id == clock.kept_in), None)
        yield from (choice.split(".")[0] for choice in (chosen.choices if chosen else ()))


def _check_settings(register: Register, fields: Fields, registers: Mapping[str, Register]) -> None:
    held = {one.id: one for one in register.fields}
    for setting, inner in zip(register.sets, fields.parts("sets"), strict=True):
        link = held.get(setting.link)
        if link is None or link.type is not FieldType.LINK:
            links = [one.id for one in register.fields if one.type is FieldType.LINK]
            inner.problem(
                "link", f"there is no link '{shown(setting.link)}'.", did_you_mean(setting.link, links)
            )
            continue
        states = [one.id for one in register.states]
        for state in sorted(setting.states - set(states)):
            inner.problem("in", f"there is no state '{shown(state)}'.", did_you_mean(state, states))
        target = registers.get(link.to)
        if target is None:
            continue  # noted where the field is
        if target.sets or target.id == register.id:
            inner.problem(
                "link",
                f"'{link.to}' sets something itself, or is this register.",
                "Let only one of the two set.",
            )
        known = {one.id: one for one in target.fields}
        for name, source in setting.values.items():
            of = _source(register, source, registers)
            if name not in known:
                hint = did_you_mean(name, known)
                inner.problem("values", f"'{link.to}' has no field '{shown(name)}'.", hint)
            elif of is None:
                inner.problem(
                    "values",
                    f"'{shown(source)}' is no field here, nor of a record linked to.",
                    "Name a field, or a link and a field of its register: meeting.day.",
                )
            elif of is not known[name].type:
                inner.problem(
                    "values",
                    f"'{shown(source)}' is of type '{of}', and '{name}' is not.",
                    "Name fields of one type.",
                )


def _source(register: Register, source: str, registers: Mapping[str, Register]) -> FieldType | None:
    """Return the type of a field of a register, or of one it links to; None where there is none."""
    name, _, far = source.partition(".")
    held = {one.id: one for one in register.fields}
    if name not in held or not far:
        return held[name].type if name in held else None
    other = registers.get(held[name].to)
    return None if other is None else next((one.type for one in other.fields if one.id == far), None)


def _check_moves(register: Register, fields: Fields, registers: Mapping[str, Register]) -> None:
    moves = fields.part("moves")
    for move in register.moves:
        where = moves.part(move.id) if moves else None
        if not move.all_closed or where is None:
            continue
        name, _, link = move.all_closed.partition(".")
        other = registers.get(name)
        if other is None or not any(one.id == link and one.to == register.id for one in other.fields):
            where.problem(
                "all-closed",
                f"'{shown(move.all_closed)}' is no link that leads here.",
                f"Name a register and its link to '{register.id}', as inspection-findings.inspection.",
            )


def _check_clocks(register: Register, fields: Fields, registers: Mapping[str, Register]) -> None:
    clocks = fields.part("clocks")
    held = {one.id: one for one in register.fields}
    for clock in register.clocks:
        where = clocks.part(clock.id) if clocks else None
        if where is None or clock.kept_in not in held:
            continue
        for choice in held[clock.kept_in].choices:
            name, _, far = choice.partition(".")
            other = registers.get(name)
            if other is None or name == register.id or not any(one.id == far for one in other.clocks):
                where.problem(
                    "kept-in",
                    f"'{shown(choice)}' is no clock of another register.",
                    "Name a register and its clock, as decisions.publication.",
                )


def _check_sources(register: Register, fields: Fields, registers: Mapping[str, Register]) -> None:
    """Check what is looked up in a linked record: link, table and column must be there."""
    held = {one.id: one for one in register.fields}
    for table in register.fields:
        for column in table.columns:
            how = column.computed
            if how is None or how.rule is not Rule.LOOKED_UP:
                continue
            link, rows, name = (*how.source.split("."), "", "")[:3]
            other = registers.get(held[link].to) if link in held else None
            far = next((one for one in other.fields if one.id == rows), None) if other else None
            if far is None or not {name, *how.of} <= {one.id for one in far.columns}:
                top = fields.part("fields")
                where = top.part(table.id) if top else None
                if where is not None:
                    where.problem(
                        "columns",
                        f"'{shown(how.source)}' is no column of a linked record's table.",
                        "Write link, table and column: contract.kpis.target.",
                    )
