"""Ingest on Spark: each group of files is read, checked and written by one task, wherever it runs.

The files and the store must lie under the same path on every machine. A task does what an
ingest on one machine does with the group, so checks, refused rows, record numbers and the
bytes of the part are the same. The driver holds the store's lock and commits: a part that no
log entry names does not exist, so a task may be tried again at any time.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import frankpledge
from frankpledge.engines.spark_session import failures, open_session
from frankpledge.errors import BadEnvironment, FrankpledgeError
from frankpledge.sources.converting import Context
from frankpledge.store.aside import records_aside
from frankpledge.store.files import friendly_disk_errors
from frankpledge.store.intake import ROW_KEY, Spread
from frankpledge.store.parts import Held, Taken, Work, read_file, take_group


@dataclass(frozen=True)
class _Order:
    """What one task is to do. The store's secret is not in it, only ``key_digest`` to know the store by."""

    store: Path
    number: int
    group: Sequence[Work]
    same: Held
    other_forces: frozenset[str]
    key_digest: str
    version: str

    @property
    def size(self) -> int:
        return sum(one.known.file.size for one in self.group)


def spread_on(master: str | None) -> Spread:
    """Return what takes groups of files in on Spark's workers (``master`` as for the engine)."""

    def spread(
        store: Path, groups: Sequence[Sequence[Work]], number: int, same: Held, context: Context
    ) -> list[Taken]:
        orders = [
            _Order(
                store=store.absolute(),
                number=number,
                group=[_anywhere(one) for one in group],
                same={key: edition for key, edition in same.items() if key[:2] == group[0].group},
                other_forces=context.other_forces,
                key_digest=hashlib.sha256(context.row_key).hexdigest(),
                version=frankpledge.__version__,
            )
            for group in groups
        ]
        return _carried_out(orders, master) if orders else []

    return spread


def _anywhere(one: Work) -> Work:
    """Return the work with the file's whole path: a task does not run in the folder the command runs in."""
    return replace(one, known=replace(one.known, file=one.known.file.anywhere()))


def _carried_out(orders: Sequence[_Order], master: str | None) -> list[Taken]:
    """Return what came of the orders, in their order; the largest are handed out first."""
    by_size = sorted(range(len(orders)), key=lambda place: -orders[place].size)
    with records_aside() as temporary:
        session, ours = open_session(master, temporary)
        try:
            tasks = session.sparkContext.parallelize([orders[place] for place in by_size], len(orders))
            with failures():
                came = dict(zip(by_size, tasks.map(_carry_out).collect(), strict=True))
        finally:
            if ours:
                session.stop()
    taken = []
    for _, result in sorted(came.items()):
        if isinstance(result, FrankpledgeError):
            raise result
        taken.append(result)
    return taken


def _carry_out(order: _Order) -> Taken | FrankpledgeError:
    """Take one group in, on a worker. Errors are given back, so that they keep their words on the way."""
    try:
        with friendly_disk_errors(order.store):
            context = Context(row_key=_row_key(order), other_forces=order.other_forces)
            results = ((one, read_file(one, order.same, context)) for one in order.group)
            # Another try at this part may still run on a machine that was taken for lost.
            return take_group(order.store, order.number, results, order.same, attempt=secrets.token_hex(8))
    except FrankpledgeError as error:
        return error


def _row_key(order: _Order) -> bytes:
    """Return the store's secret. Raises BadEnvironment for another version, or if this is not the store."""
    if frankpledge.__version__ != order.version:
        raise BadEnvironment(
            f"a worker has frankpledge {frankpledge.__version__}, and this is {order.version}.",
            do="Install the same version on every machine.",
        )
    try:
        key = (order.store / ROW_KEY).read_bytes()
    except FileNotFoundError:
        key = b""
    if hashlib.sha256(key).hexdigest() != order.key_digest:
        raise BadEnvironment(
            "a worker does not see this store.",
            file=order.store,
            do="Put the office folder where every machine sees it under the same path.",
        )
    return key
