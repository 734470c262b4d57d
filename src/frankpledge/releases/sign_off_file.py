"""``reports/<report>.sign-off.yaml``: who signed a report off, as what, when and on which bytes.

People can read it, and entries are only ever added: what stood in the file stays byte for byte.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from frankpledge.errors import FrankpledgeError
from frankpledge.plan.fields import Fields, Problems
from frankpledge.plan.yaml_nodes import read_entries, shown
from frankpledge.releases.sign_offs import Acceptance, SignOff, Stage
from frankpledge.store.files import write_atomically

_HEAD = """\
# Who signed the report {report} off, and on which bytes. Written by `frankpledge sign-off`:
# entries are added, never changed. `digest` is of all the report's files together; where they have
# changed since, a sign-off no longer counts.
sign-offs:
"""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def sign_off_file(office: Path, report: str) -> Path:
    """Return where the sign-offs of a report are kept."""
    return office / "reports" / f"{report}.sign-off.yaml"


def read_sign_offs(office: Path, report: str) -> tuple[SignOff, ...]:
    """Return the sign-offs of a report, oldest first; none where there is no file.

    Raises BadDefinition with file, line and field where the file does not hold sign-offs.
    """
    path = sign_off_file(office, report)
    if not path.exists():
        return ()
    problems = Problems(path)
    top = Fields(read_entries(path), problems)
    top.only(("sign-offs",), ())
    found = [_read_one(inner) for inner in top.parts("sign-offs")]
    if problems:
        first: FrankpledgeError = problems.found[0]
        raise first
    return tuple(one for one in found if one is not None)


def add_sign_off(office: Path, report: str, sign_off: SignOff) -> Path:
    """Write one more sign-off after those that stand, in one step, and return the file."""
    path = sign_off_file(office, report)
    before = path.read_bytes() if path.exists() else _HEAD.format(report=report).encode()
    if not before.endswith(b"\n"):
        before += b"\n"
    write_atomically(path, before + _entry(sign_off).encode())
    return path


def _read_one(fields: Fields) -> SignOff | None:
    fields.only(("as", "by", "at", "digest", "build"), ("role", "note", "accepted"))
    stage = fields.word("as", [one.value for one in Stage], "stage")
    digest = fields.text("digest")
    if digest and not _DIGEST.fullmatch(digest):
        fields.problem("digest", f"'{shown(digest)}' is not a digest of 64 hexadecimal digits.")
    accepted = tuple(_read_acceptance(inner) for inner in fields.parts("accepted"))
    if not stage:
        return None
    return SignOff(
        Stage(stage),
        fields.text("by"),
        fields.text("at"),
        digest,
        fields.text("build"),
        fields.text("role"),
        fields.text("note"),
        accepted,
    )


def _read_acceptance(fields: Fields) -> Acceptance:
    fields.only(("problem", "line", "quote", "because"), ())
    line = fields.whole("line", 1, 10_000_000)
    return Acceptance(fields.text("problem"), line or 1, fields.text("quote"), fields.text("because"))


def _entry(one: SignOff) -> str:
    lines = [f"- as: {one.stage}", f"  by: {_quoted(one.by)}"]
    lines += [f"  role: {_quoted(one.role)}"] if one.role else []
    lines += [f'  at: "{one.at}"', f"  digest: {one.digest}", f"  build: {_quoted(one.build)}"]
    lines += [f"  note: {_quoted(one.note)}"] if one.note else []
    lines += ["  accepted:"] if one.accepted else []
    for it in one.accepted:
        lines += [f"  - problem: {_quoted(it.problem)}", f"    line: {it.line}"]
        lines += [f"    quote: {_quoted(it.quote)}", f"    because: {_quoted(it.because)}"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Return a text in double quotes, in which JSON and YAML agree."""
    return json.dumps(text, ensure_ascii=False)
