"""``registers/NAME.yaml``: the registers that an office keeps, read into checked declarations.

A file of an office stands in place of the one that came with the ready office it was made from. Lists of
choices that several registers share (levels of assurance, bodies) stand once, in ``registers/choices.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from frankpledge.errors import BadEnvironment, FrankpledgeError
from frankpledge.plan.declared_areas import DECLARED_TYPES
from frankpledge.plan.fields import IDENTIFIER, Fields, Problems, first_problem
from frankpledge.plan.yaml_nodes import Entries, Text, read_entries, shown
from frankpledge.registers.lengths import length_of
from frankpledge.registers.register import (
    Clock,
    Computed,
    Exemption,
    Field,
    FieldType,
    Length,
    Move,
    Numbering,
    Register,
    Rule,
    Setting,
    State,
    Sum,
)
from frankpledge.registers.register_rules import check_register
from frankpledge.registers.register_tables import read_tables
from frankpledge.registers.register_ties import tie
from frankpledge.registers.roles import EVERYONE, STAFF, Role

REGISTERS_FOLDER = "registers"
CHOICES_FILE = "choices.yaml"
BUILT_IN = Path(__file__).parent.parent / "offices" / "england-wales" / REGISTERS_FOLDER
"""The registers of an office that declares none of its own: those every ready office is made from."""

_GROUPS = {"staff": STAFF, "everyone": EVERYONE}
_NEEDED = ("title", "one", "about", "group", "fields", "states", "sees", "makes", "amends")
_MORE = (
    "moves",
    "clocks",
    "sums",
    "numbering",
    "scope",
    "headline",
    "day",
    "exemptions",
    "sets",
    "unique",
    "attaches",
    "calendar",
    "tables",
    "tree",
    "public-summary",
    "due-first",
)
_FIELD_MORE = (
    "help",
    "required",
    "required-with",
    "published",
    "published-when",
    "personal",
    "choices",
    "depends",
    "allowed",
    "to",
    "columns",
    "roles",
    "exempt",
    "listed",
    "also",
    "within",
    "after",
    "not-future",
    "keeps-first",
    "counts-changes",
    "to-come",
    "no-ring",
    "no-later",
    "meets-by",
    "area",
    "internal",
    "computed",
    "apart",
)
_CLOCK_MORE = (
    *("length", "every", "met-by", "met-in", "ends-in", "recurs", "unrecorded", "on-day", "kept-in"),
    *("when", "needs", "warns", "reminds", "public", "measures", "forecast"),
)
_CHOOSES = (FieldType.CHOICE, FieldType.CHOICES)

Shared = Mapping[str, Mapping[str, str]]
"""Named lists of choices: name to choices, each id to title."""


def read_registers(office: Path) -> dict[str, Register]:
    """Return an office's registers by id, in the order of their file names.

    An office that has no folder of registers keeps those that come with the program. Raises the first
    problem found, saying how many more there are: BadDefinition with file, line and field.
    """
    registers, problems = read_and_check(office)
    if problems:
        raise first_problem(problems)
    return registers


def read_and_check(office: Path) -> tuple[dict[str, Register], list[FrankpledgeError]]:
    """Return what could be read of an office's registers, with every problem."""
    folder = office / REGISTERS_FOLDER
    folder = folder if folder.is_dir() else BUILT_IN
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".yaml" and path.is_file())
    except OSError as error:
        return {}, [BadEnvironment(f"this folder cannot be opened ({error.strerror}).", file=folder)]
    found: list[FrankpledgeError] = []
    shared = _shared(folder / CHOICES_FILE, found)
    names = {path.stem for path in files if path.name != CHOICES_FILE}
    registers: dict[str, Register] = {}
    read: dict[str, Fields] = {}
    noted: list[Problems] = []
    for path in files:
        if path.name == CHOICES_FILE:
            continue
        problems = Problems(path)
        try:
            fields = Fields(read_entries(path), problems)
        except FrankpledgeError as error:
            found.append(error)
            continue
        register = _register(path.stem, fields, shared)
        if not problems:
            check_register(register, fields, names)
        registers[register.id], read[register.id] = register, fields
        noted.append(problems)
    registers = {name: tie(one, read[name], registers) for name, one in registers.items()}
    return registers, found + [one for problems in noted for one in problems.found]


def _shared(path: Path, found: list[FrankpledgeError]) -> Shared:
    if not path.exists():
        return {}
    problems = Problems(path)
    try:
        fields = Fields(read_entries(path), problems)
    except FrankpledgeError as error:
        found.append(error)
        return {}
    shared = {name: _titles(fields, name) for name in fields.entries.values}
    found += problems.found
    return shared


def _register(name: str, fields: Fields, shared: Shared) -> Register:
    if IDENTIFIER.fullmatch(name) is None:
        fields.problem("title", "the file is not named by a kebab-case word.", "Rename it.")
    fields.only(_NEEDED, _MORE)
    states = tuple(_state(inner) for inner in _parts_by_id(fields, "states"))
    held = tuple(_field(inner, shared) for inner in _parts_by_id(fields, "fields"))
    return Register(
        id=name,
        title=fields.text("title"),
        one=fields.text("one"),
        about=fields.text("about"),
        fields=held,
        states=states,
        moves=tuple(_move(inner) for inner in _parts_by_id(fields, "moves")),
        clocks=tuple(filter(None, (_clock(inner) for inner in _parts_by_id(fields, "clocks")))),
        sums=tuple(_sum(inner) for inner in fields.parts("sums")),
        numbering=_numbering(fields),
        sees=_roles(fields, "sees"),
        makes=_roles(fields, "makes"),
        amends=_roles(fields, "amends"),
        attaches=_roles(fields, "attaches"),
        calendar=_titles(fields, "calendar") if "calendar" in fields else None,
        scope=_scope(fields),
        headline=fields.text("headline", "title"),
        day=fields.text("day"),
        exemptions=tuple(Exemption(*pair) for pair in _titles(fields, "exemptions", shared).items()),
        group=fields.text("group"),
        sets=tuple(_setting(inner) for inner in fields.parts("sets")),
        unique=tuple(inner.words("fields") for inner in fields.parts("unique")),
        tables=read_tables(fields, {one.id: one for one in held}),
        tree=fields.words("tree"),
        public_summary=fields.flag("public-summary"),
        due_first=fields.flag("due-first"),
    )


def _parts_by_id(fields: Fields, key: str) -> list[Fields]:
    """Return the mappings under a key, one for each id; ``path`` of each ends in its id."""
    inner = fields.part(key)
    if inner is None:
        return []
    for name in inner.entries.values:
        if IDENTIFIER.fullmatch(name) is None:
            inner.problem(name, f"'{shown(name)}' is not a kebab-case word.", "Use letters, digits, hyphens.")
    return list(filter(None, (inner.part(name) for name in inner.entries.values)))


def _scope(fields: Fields) -> dict[str, str]:
    """Return the fields by which records are divided; a field alone is that of the body."""
    if not isinstance(fields.entries.values.get("scope"), Entries):
        name = fields.text("scope")
        return {"body": name} if name else {}
    inner = fields.part("scope")
    return {} if inner is None else {name: inner.text(name) for name in inner.entries.values}


def _id_of(fields: Fields) -> str:
    return fields.path.rsplit(".", 1)[-1]


def _roles(fields: Fields, key: str, default: frozenset[Role] = frozenset()) -> frozenset[Role]:
    """Return the roles a list names; ``staff`` and ``everyone`` stand for several."""
    if key not in fields:
        return default
    words = fields.known_words(key, [*_GROUPS, *Role], "role")
    return frozenset().union(*(_GROUPS.get(word) or {Role(word)} for word in words))


def _titles(fields: Fields, key: str, shared: Shared | None = None) -> dict[str, str]:
    """Return ids and their titles, written here or, by the name of a shared list, once for all."""
    node = fields.entries.values.get(key)
    if node is None:
        return {}
    if isinstance(node, Text) and shared is not None:
        name = fields.word(key, tuple(shared), "shared list of choices")
        return dict(shared.get(name, {}))
    inner = fields.part(key)
    if inner is None:
        return {}
    for name in inner.entries.values:
        words = name.split(".")  # a clock of another register, as decisions.publication
        if not all(map(IDENTIFIER.fullmatch, words)) and length_of(name) is None:
            inner.problem(
                name, f"'{shown(name)}' is neither a kebab-case word nor a length of time.", "Change it."
            )
    return {name: inner.text(name) for name in inner.entries.values}


def _field(fields: Fields, shared: Shared, column: bool = False) -> Field:
    fields.only(("type", "title"), _FIELD_MORE)
    kind = FieldType(fields.word("type", tuple(FieldType), "type of field", FieldType.TEXT))
    if kind in _CHOOSES and "choices" not in fields:
        fields.problem("choices", "this key is missing: the field offers a choice.", "Add it.")
    if kind not in _CHOOSES and "choices" in fields:
        fields.problem("choices", f"a field of type '{kind}' offers no choice.", "Take it out.")
    if (kind is FieldType.ROWS) is not ("columns" in fields):
        fields.problem(
            "columns", "columns belong to a field of type 'rows', and to no other.", "Put it right."
        )
    columns = _parts_by_id(fields, "columns")
    if column and columns:
        fields.problem("columns", "a table within a table is not possible.", "Make it a register.")
    return Field(
        id=_id_of(fields),
        type=kind,
        title=fields.text("title"),
        help=fields.text("help"),
        required=fields.flag("required"),
        required_with=fields.text("required-with"),
        published=fields.flag("published"),
        published_when=fields.text("published-when"),
        personal=fields.flag("personal"),
        choices=_titles(fields, "choices", shared),
        depends=fields.text("depends"),
        allowed=_choices_by_field(fields, "allowed"),
        to=fields.text("to"),
        columns=tuple(_field(inner, shared, column=True) for inner in columns),
        roles=_roles(fields, "roles", EVERYONE),
        exempt=fields.flag("exempt"),
        listed=fields.flag("listed"),
        also=fields.words("also"),
        within=fields.text("within"),
        after=fields.text("after"),
        not_future=fields.flag("not-future"),
        keeps_first=fields.text("keeps-first"),
        counts_changes=fields.text("counts-changes"),
        to_come=fields.flag("to-come"),
        no_ring=fields.flag("no-ring"),
        no_later=fields.text("no-later"),
        area=fields.word("area", DECLARED_TYPES, "kind of area that an office declares"),
        internal=fields.flag("internal"),
        meets_by=fields.text("meets-by"),
        computed=_computed(fields),
        apart=_choices_by_field(fields, "apart"),
    )


def _choices_by_field(fields: Fields, key: str) -> dict[str, tuple[str, ...]]:
    """Return the choices named for each of some fields."""
    inner = fields.part(key)
    return {name: inner.words(name) for name in inner.entries.values} if inner else {}


def _computed(fields: Fields) -> Computed | None:
    inner = fields.part("computed")
    if inner is None:
        return None
    inner.only(("rule", "of"), ("least", "source"))
    least = inner.part("least")
    values = {name: least.whole(name, 0, 1_000_000) or 0 for name in least.entries.values} if least else {}
    rule = Rule(inner.word("rule", tuple(Rule), "rule", Rule.PRODUCT))
    return Computed(rule, inner.words("of"), values, inner.text("source"))


def _setting(fields: Fields) -> Setting:
    fields.only(("link", "in", "values"), ())
    inner = fields.part("values")
    values = {name: inner.text(name) for name in inner.entries.values} if inner else {}
    return Setting(fields.text("link"), frozenset(fields.words("in")), values)


def _state(fields: Fields) -> State:
    fields.only(("title",), ("public", "closed", "idle"))
    return State(
        _id_of(fields),
        fields.text("title"),
        public=fields.flag("public"),
        closed=fields.flag("closed"),
        idle=fields.flag("idle"),
    )


def _move(fields: Fields) -> Move:
    fields.only(
        ("title", "from", "to", "roles"),
        (
            "needs",
            "reason",
            "reason-in",
            "file-or-reason",
            "stamps",
            "redates",
            "clears",
            "when",
            "not-before",
            "all-closed",
        ),
    )
    return Move(
        id=_id_of(fields),
        title=fields.text("title"),
        start=frozenset(fields.words("from")),
        end=fields.text("to"),
        roles=_roles(fields, "roles"),
        needs=fields.words("needs"),
        reason=fields.flag("reason"),
        reason_in=fields.text("reason-in"),
        file_or_reason=fields.flag("file-or-reason"),
        stamps=fields.text("stamps"),
        redates=fields.words("redates"),
        clears=fields.words("clears"),
        when=_choices_by_field(fields, "when"),
        not_before=fields.text("not-before"),
        all_closed=fields.text("all-closed"),
    )


def _length(fields: Fields, key: str) -> Length | None:
    words = fields.text(key)
    found = length_of(words) if words else None
    if words and found is None:
        fields.problem(
            key,
            f"'{shown(words)}' is not a length of time.",
            "Write it as '10 working days', '5 clear days before', '3 weeks' or '12 months'.",
        )
    return found


def _clock(fields: Fields) -> Clock | None:
    fields.only(
        ("title", "start"),
        _CLOCK_MORE,
    )
    if ("length" in fields) is ("every" in fields):
        fields.problem(
            "length", "a clock has either a length or a field for it.", "Write 'length' or 'every'."
        )
        return None
    return Clock(
        id=_id_of(fields),
        title=fields.text("title"),
        start=fields.text("start"),
        length=_length(fields, "length"),
        every=fields.text("every"),
        met_by=fields.text("met-by"),
        met_in=frozenset(fields.words("met-in")),
        recurs=fields.flag("recurs"),
        when=_choices_by_field(fields, "when"),
        reminds=_roles(fields, "reminds"),
        public=fields.flag("public"),
        measures=fields.text("measures"),
        warns=_length(fields, "warns") or Clock.warns,
        ends_in=frozenset(fields.words("ends-in")),
        needs=fields.text("needs"),
        unrecorded=fields.flag("unrecorded"),
        on_day=fields.text("on-day"),
        kept_in=fields.text("kept-in"),
        forecast=fields.text("forecast"),
    )


def _sum(fields: Fields) -> Sum:
    fields.only(("whole", "parts", "title"), ())
    return Sum(fields.text("whole"), fields.words("parts"), fields.text("title"))


def _numbering(fields: Fields) -> Numbering:
    inner = fields.part("numbering")
    if inner is None:
        return Numbering()
    inner.only((), ("prefix", "digits", "by", "called", "titles", "unused", "because", "given"))
    titles = inner.part("titles")
    if ("unused" in inner) is not ("because" in inner):
        inner.problem("unused", "a number not used says why.", "Write both 'unused' and 'because'.")
    return Numbering(
        prefix=inner.text("prefix"),
        digits=inner.whole("digits", 1, 9) or 1,
        by=inner.text("by"),
        called=inner.text("called"),
        titles={title: titles.text(title) for title in titles.entries.values} if titles else {},
        unused=inner.text("unused"),
        because=inner.text("because"),
        given=inner.flag("given"),
    )
