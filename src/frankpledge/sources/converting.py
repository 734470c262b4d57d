"""Turn a column of texts into its stored type: one converter for each type of column.

Each distinct text is looked at once. A converter returns the array, which rows break its
rule, and the rule in words; it never raises for what a file holds.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from frankpledge.areas import FORCES_BY_SLUG, force_slug, gss_number
from frankpledge.contracts.tables import LONGEST_SLUG, Column, Type
from frankpledge.contracts.vocabularies import slug_of
from frankpledge.errors import BadEnvironment, FrankpledgeError
from frankpledge.periods import parse_date, parse_month
from frankpledge.sources.keyed_hashes import keyed_hashes

Bools = np.ndarray[tuple[int], np.dtype[np.bool_]]
Bytes = np.ndarray[Any, np.dtype[np.uint8]]


@dataclass(frozen=True)
class Context:
    """What a check may need beside the rows: the key for row hashes, forces beyond the known ones,
    and the secret of each source by which its persons and references are hashed.

    ``links`` give, for sources whose persons may be matched with those of others, the name and secret
    they are hashed by instead; ``barred`` say why the keys of a source may not be used.
    """

    row_key: bytes = b""
    other_forces: frozenset[str] = frozenset()
    secrets: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)
    barred: Mapping[str, str] = field(default_factory=dict)

    def linked(self, column: Column) -> tuple[str, bytes] | None:
        """Return the name and secret of the link that a column's persons are hashed by, if any."""
        return self.links.get(column.key_source) if column.type is Type.PERSON else None


def as_flags(array: pa.Array | pa.ChunkedArray) -> Bools:
    """Return an Arrow array of true and false as numpy."""
    out: Bools = np.asarray(array.to_numpy(zero_copy_only=False), dtype=bool)
    return out


Converted = tuple[pa.Array, Bools | None, str]


def _by_distinct(
    text: pa.Array, type_: pa.DataType, convert: Callable[[str], object | None], rule: str
) -> Converted:
    """Convert each distinct text; None means it breaks the rule. Returns array, bad rows, rule."""
    encoded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    values = [convert(word) for word in encoded.dictionary.to_pylist()]
    bad = None
    if any(value is None for value in values):
        is_bad = np.array([value is None for value in values] or [False])
        index = encoded.indices.fill_null(0).to_numpy(zero_copy_only=False)
        bad = is_bad[index] & ~as_flags(pc.is_null(encoded.indices))
    if pa.types.is_dictionary(type_):
        return _encoded(encoded.indices, values), bad, rule
    lookup = pa.array(values, type_)
    return lookup.take(encoded.indices), bad, rule


def _encoded(indices: pa.Array, values: list[object | None]) -> pa.Array:
    """Build a dictionary array whose dictionary has no repeats and no nulls."""
    words = list(dict.fromkeys(str(value) for value in values if value is not None))
    if words == values:
        return pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))
    place = {word: position for position, word in enumerate(words)}
    lookup = pa.array([None if value is None else place[str(value)] for value in values], pa.int32())
    return pa.DictionaryArray.from_arrays(lookup.take(indices), pa.array(words or [""], pa.string()))


def _identifier(column: Column, text: pa.Array, context: Context) -> Converted:
    if pa.types.is_dictionary(text.type):
        text = text.dictionary_decode()
    null = as_flags(pc.is_null(text))
    lengths = pc.binary_length(text).fill_null(64).to_numpy(zero_copy_only=False)
    bad: Bools = (lengths != 64) & ~null
    if bad.any():
        text = pc.if_else(pa.array(bad), pa.scalar(None, pa.string()), text)
    present = text.drop_null()
    raw = np.zeros((len(text), 32), np.uint8)
    usable = ~null & ~bad
    if len(present):
        start = present.offset
        offsets = np.frombuffer(present.buffers()[1], np.int32)[start : start + len(present) + 1]
        chars = np.frombuffer(present.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]
        raw[usable], wrong = _unhexed(chars)
        if wrong is not None:
            bad[np.flatnonzero(usable)[wrong]] = True
    mask = pa.array(null | bad)
    validity = pc.invert(mask).buffers()[1] if mask.true_count else None
    array = pa.FixedSizeBinaryArray.from_buffers(pa.binary(32), len(raw), [validity, pa.py_buffer(raw)])
    return array, bad if bad.any() else None, "not 64 hexadecimal digits"


def _unhexed(chars: Bytes) -> tuple[Bytes, Bools | None]:
    """Return rows of 32 bytes for every 64 characters, and which rows are no digits (None: all are)."""
    try:
        # Nearly every file has digits only: then the whole is turned at once, four times as fast.
        return np.frombuffer(binascii.unhexlify(chars.data), np.uint8).reshape(-1, 32), None
    except binascii.Error:
        nibbles = _NIBBLE[chars.reshape(-1, 64)]
        pairs = (nibbles[:, 0::2] << 4) | (nibbles[:, 1::2] & 15)
        return pairs.astype(np.uint8), np.asarray((nibbles == 255).any(axis=1))


_NIBBLE = np.full(256, 255, np.uint8)
for _digit, _character in enumerate("0123456789abcdef"):
    _NIBBLE[ord(_character)] = _digit
    _NIBBLE[ord(_character.upper())] = _digit


def _try(parse: Callable[[str], object]) -> Callable[[str], object | None]:
    def convert(word: str) -> object | None:
        try:
            return parse(word)
        except (FrankpledgeError, ValueError, OverflowError):
            return None

    return convert


def _month(column: Column, text: pa.Array, context: Context) -> Converted:
    return _by_distinct(text, pa.int32(), _try(parse_month), "not a month")


def _term(column: Column, text: pa.Array, context: Context) -> Converted:
    vocabulary = column.vocabulary
    assert vocabulary is not None
    return _by_distinct(text, pa.int16(), vocabulary.code_of_word, f"not a known {vocabulary.name}")


def _gss(column: Column, text: pa.Array, context: Context) -> Converted:
    return _by_distinct(text, pa.int32(), _known_gss, "not an official area code")


_known_gss = lru_cache(maxsize=2**16)(_try(gss_number))
"""The same small areas stand in every month's file, and there are about 36,000 of them."""


def _area(column: Column, text: pa.Array, context: Context) -> Converted:
    def slug(word: str) -> str | None:
        known = force_slug(word)
        if known is None:
            plain = slug_of(word.removesuffix("(generated)"))
            known = plain if plain in FORCES_BY_SLUG or plain in context.other_forces else None
        return known

    return _by_distinct(text, column.arrow_type(), slug, "not a known force")


def _text(column: Column, text: pa.Array, context: Context) -> Converted:
    return _by_distinct(text, column.arrow_type(), lambda word: word, "")


def _number(column: Column, text: pa.Array, context: Context) -> Converted:
    encoded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    words = encoded.dictionary
    readable = pc.match_substring_regex(words, r"^-?[0-9]+(\.[0-9]+)?$")
    values = pc.if_else(readable, words, pa.scalar(None, pa.string())).cast(pa.float64())
    good = as_flags(pc.is_valid(values))
    floats = values.fill_null(0).to_numpy(zero_copy_only=False)
    good &= np.isfinite(floats)
    rule = "not a number"
    if column.minimum is not None:
        good &= floats >= column.minimum
        rule = f"not a number from {column.minimum:g}"
    if column.maximum is not None:
        good &= floats <= column.maximum
        rule += f" to {column.maximum:g}" if column.minimum is not None else f" up to {column.maximum:g}"
    bad = None
    if not good.all():
        bad = _having(~good, encoded.indices)
    if column.type is not Type.INTEGER:
        return values.take(encoded.indices), bad, rule
    exact = (np.floor(floats) == floats) & (np.abs(floats) < LARGEST_WHOLE)
    if not exact.all():
        uneven = _having(~exact, encoded.indices)
        bad = uneven if bad is None else bad | uneven
        rule = "not a whole number"
    whole = np.where(exact, floats, 0).astype(np.int64)
    return pa.array(whole).take(encoded.indices), bad, rule


LARGEST_WHOLE = 2**53
"""From here on a 64-bit float leaves whole numbers out, and one would be taken for its neighbour."""


def _having(marked: Bools, indices: pa.Array) -> Bools:
    """Return which rows have one of the distinct texts that are marked; a row without a text has none."""
    if not len(marked):
        return np.zeros(len(indices), bool)
    rows: Bools = marked[indices.fill_null(0).to_numpy(zero_copy_only=False)]
    return rows & ~as_flags(pc.is_null(indices))


def _flag(column: Column, text: pa.Array, context: Context) -> Converted:
    words = {"true": True, "false": False, "yes": True, "no": False}
    return _by_distinct(text, pa.bool_(), lambda word: words.get(word.lower()), "neither true nor false")


LONDON = ZoneInfo("Europe/London")


def _timestamp(column: Column, text: pa.Array, context: Context) -> Converted:
    if not column.local:
        return _by_distinct(text, column.arrow_type(), _try(_moment), "not a date and time with its zone")
    rule = "not a date and time, or one of an hour that the change of clocks left out or repeated"
    if pa.types.is_dictionary(text.type):
        text = text.dictionary_decode()
    plain = _plain_times(text)
    if plain is None:
        usual = _usual_times(text)
        others = pc.if_else(usual, pa.scalar(None, pa.string()), text)
        moments, bad, _ = _by_distinct(others, column.arrow_type(), _try(_local_moment), rule)
        plain = _plain_times(pc.if_else(usual, text, pa.scalar(None, pa.string())))
        assert plain is not None
        at_once, wrong = _in_london(plain)
        moments = pc.if_else(pc.is_valid(plain), at_once, moments)
        bad = wrong if bad is None else bad | wrong
    else:
        moments, bad = _in_london(plain)
    return moments, bad if bad.any() else None, rule


def _plain_times(text: pa.Array) -> pa.Array | None:
    """Return times without a zone, all at once; None where one has a zone or another form. Far faster than
    one by one, and few systems write anything but days, hours, minutes and seconds."""
    lengths = pc.min_max(pc.binary_length(text)).as_py()
    if lengths["min"] is not None and (lengths["min"], lengths["max"]) != (19, 19):
        return None
    try:
        plain = text.cast(pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
    return None if pc.any(pc.less(pc.year(plain), 1)).as_py() else plain


_USUAL_TIME = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$"


def _usual_times(text: pa.Array) -> pa.Array:
    """Return which texts are such a time, of a day that there is. Each day is looked at once."""
    usual = pc.match_substring_regex(text, _USUAL_TIME).fill_null(False)
    days = pc.utf8_slice_codeunits(text, 0, 10).dictionary_encode()
    known = [_DAY(word) is not None for word in days.dictionary.to_pylist()]
    return pc.and_(usual, pa.array(known, pa.bool_()).take(days.indices).fill_null(False))


def _in_london(plain: pa.Array) -> tuple[pa.Array, Bools]:
    """Return times on the clock in London as moments, and which are no moment, or two."""
    early, late = (
        pc.assume_timezone(plain, "Europe/London", ambiguous=turn, nonexistent=turn).cast(
            pa.timestamp("us", tz="UTC")
        )
        for turn in ("earliest", "latest")
    )
    return early, as_flags(pc.not_equal(early, late).fill_null(False))


_DAY = _try(parse_date)


def _moment(word: str) -> datetime:
    moment = datetime.fromisoformat(word)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(UTC)  # OverflowError at both ends of the calendar


def _local_moment(word: str) -> datetime:
    """Return a time that may come without its zone.

    In the hour that is left out in spring and the one that comes twice in autumn a local time names no
    moment or two, and a guess would make response times wrong by an hour: there the zone must be given.
    """
    moment = datetime.fromisoformat(word)
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if len(word) <= len("2024-05-14"):
        raise ValueError("a day is not a time")
    early, late = (moment.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early != late:
        raise ValueError("no moment, or two")
    return early


_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(:00)?")


def _clock(column: Column, text: pa.Array, context: Context) -> Converted:
    def minutes(word: str) -> int | None:
        read = _CLOCK.fullmatch(word)
        return None if read is None else int(read[1]) * 60 + int(read[2])

    return _by_distinct(text, pa.int32(), minutes, "not a time of day (HH:MM)")


def _slug(column: Column, text: pa.Array, context: Context) -> Converted:
    def slug(word: str) -> str | None:
        made = slug_of(word)
        return made if 0 < len(made) <= LONGEST_SLUG else None

    rule = f"not a name of at most {LONGEST_SLUG} letters and digits"
    return _by_distinct(text, column.arrow_type(), slug, rule)


def _keyed(column: Column, text: pa.Array, context: Context) -> Converted:
    """Hash persons and references. Case and spacing make no difference; the kind of thing does."""
    if column.key_source in context.barred:
        raise BadEnvironment(
            f"'{column.name}' cannot be taken in: {context.barred[column.key_source]}",
            do="Each source has its own secret; only a link in plan/agreements.yaml lets two share one.",
        )
    link = context.linked(column)
    key, secret = column.key, context.secrets.get(column.key_source)
    if link is not None:
        key, secret = f"link {link[0]}", link[1]
    if not secret:
        raise BadEnvironment(
            f"there is no key for {column.key_source}, so '{column.name}' cannot be taken in: it may only be "
            "stored hashed.",
            do=f"Set {column.key_variable} to a long secret that stays the same from file to file.",
        )

    encoded = text if pa.types.is_dictionary(text.type) else text.dictionary_encode()
    return keyed_hashes(encoded.dictionary, key, secret).take(encoded.indices), None, ""


def _date(column: Column, text: pa.Array, context: Context) -> Converted:
    return _by_distinct(text, pa.date32(), _try(parse_date), "not a date")


CONVERTERS: dict[Type, Callable[[Column, pa.Array, Context], Converted]] = {
    Type.IDENTIFIER: _identifier,
    Type.PERSON: _keyed,
    Type.REFERENCE: _keyed,
    Type.MONTH: _month,
    Type.TERM: _term,
    Type.GSS_CODE: _gss,
    Type.AREA: _area,
    Type.SLUG: _slug,
    Type.TEXT: _text,
    Type.NUMBER: _number,
    Type.INTEGER: _number,
    Type.FLAG: _flag,
    Type.TIMESTAMP: _timestamp,
    Type.DATE: _date,
    Type.CLOCK: _clock,
}
