"""Every register as people keep it: its form, its page, each of its steps, its lists, and its own file again.

The declarations say what must be filled in; nothing here names a field. A form is filled in from what its
page offers, so that a step whose form cannot be sent is found.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from frankpledge.registers.register import Move, Register
from frankpledge.registers.roles import STAFF, Role
from tests.registers.test_declared import NAMES
from tests.web.filling_in import Form

if TYPE_CHECKING:
    from django.test import Client

FIRST = ("groups", "decisions", "meetings", "inspections", "contracts", "risks", "assurance", "complaints")
"""Registers that others link to: they are filled first, so that links have something to lead to."""

MOST_LEFT = 2
"""Steps of a register that are left because another was taken instead: declined is not put on the agenda."""


class People:
    """The people of an office, one for each role, signed in."""

    def __init__(self, signed_in: Callable[..., Client]) -> None:
        self._signed_in = signed_in
        self._clients: dict[Role, Client] = {}

    def one_of(self, roles: Iterable[Role]) -> Client:
        """Return somebody who holds one of some roles: of the office where one will do."""
        role = min(roles, key=lambda one: (one not in STAFF, one.value))
        if role not in self._clients:
            self._clients[role] = self._signed_in(role)
        return self._clients[role]


def text_of(answer: object) -> str:
    words = re.sub("<[^>]+>", " ", answer.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", html.unescape(words))


def pressed(client: Client, where: str, register: Register, *, all_fields: bool = True) -> str:
    """Fill in the form of an address and send it, with a tick where it asks; return where that led."""
    page = client.get(where)
    assert page.status_code == 200, f"{where}: {text_of(page)[:2000]}"
    form = Form(page.content.decode())
    sent = form.filled(register, all_fields=all_fields)
    if "reason" in form.controls:
        sent["reason"] = ["Because it is so."]
    answer = client.post(where, sent)
    if answer.status_code == 422 and 'name="sure"' in answer.content.decode():
        again = Form(answer.content.decode())
        answer = client.post(where, {**again.sent(), "sure": again.controls["sure"].offered})
    assert answer.status_code == 302, f"{where} of {sent}: {text_of(answer)[:3000]}"
    return str(answer["Location"])


def steps_taken(people: People, of: Register, where: str) -> list[str]:
    """Take every step that can be taken from where a record stands, each once, and return those."""
    from frankpledge.records.models import Record

    taken: list[str] = []
    while True:
        held = Record.objects.get(register=of.id, key=where.rstrip("/").rpartition("/")[2])
        left = [one for one in of.open_to(held.state) if one.id not in taken and may_be_taken(one, held)]
        if not left:
            return taken
        # Steps that stay or go back first, so that as many as may be are taken of one record.
        order = [one.id for one in of.states]
        step = min(left, key=lambda one: (of.state_of(one.end).closed, order.index(one.end)))
        pressed(people.one_of(step.roles), f"{where}step/{step.id}/", of)
        taken.append(step.id)


def may_be_taken(move: Move, held: object) -> bool:
    values = held.values  # type: ignore[attr-defined]
    return all(values.get(name) in choices for name, choices in move.when.items()) and not move.all_closed


def test_every_register_is_kept_by_its_forms(signed_in: Callable[..., Client]) -> None:
    from frankpledge.web.office import registers

    people = People(signed_in)
    broken: dict[str, str] = {}
    for name in (*FIRST, *(one for one in NAMES if one not in FIRST)):
        try:
            kept_by_forms(people, registers()[name])
        except AssertionError as error:
            broken[name] = str(error)
    assert not broken, "\n\n".join(f"{name}: {said}" for name, said in broken.items())


def kept_by_forms(people: People, of: Register) -> None:
    maker = people.one_of(of.makes)
    new = f"/records/{of.id}/new/"
    empty = maker.post(new, Form(maker.get(new).content.decode()).sent())
    assert empty.status_code == 422
    for one in of.fields:
        assert not one.required or f"“{one.title}” is blank" in text_of(empty), f"{one.id} is not asked for"
    made = [pressed(maker, new, of, all_fields=False)]
    made += [] if of.unique else [pressed(maker, new, of)]
    where = made[-1]
    keeper = people.one_of(of.amends)
    assert keeper.get(where).status_code == 200
    assert pressed(keeper, f"{where}change/", of) == where
    taken = {step for one in made for step in steps_taken(people, of, one)}
    left = [one.id for one in of.moves if one.id not in taken]
    assert len(left) <= MOST_LEFT, f"these steps were never offered: {left}"
    reader = people.one_of(of.sees & STAFF or of.sees)
    for page in (*made, f"{where}history/", f"/records/{of.id}/", f"/records/{of.id}/in-all/"):
        answer = reader.get(page)
        assert answer.status_code == 200, page
    for form in (".csv", ".json", "/workbook.xlsx"):
        assert reader.get(f"/records/{of.id}{form}").status_code == 200, form
    for form in (".csv", "/workbook.xlsx"):
        file = keeper.get(f"/records/{of.id}{form}")
        data = b"".join(file) if file.streaming else file.content
        read = maker.post(f"/records/{of.id}/import/", {"file": SimpleUploadedFile(f"x{form[-5:]}", data)})
        said = re.search(r"of \d+ rows?, .*? says? nothing new", text_of(read))
        assert said is not None, text_of(read)[:2000]
        assert "0 can be taken in" in said[0], text_of(read)[:3000]
        assert "0 are refused" in said[0], text_of(read)[:3000]
