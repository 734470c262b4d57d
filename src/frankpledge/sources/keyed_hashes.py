"""Keyed hashes of persons and of senders' own numbers: HMAC-SHA256 (RFC 2104), many at once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

_BLOCK = 64
"""Bytes that SHA-256 takes at a time."""


def keyed_hashes(words: pa.Array, kind: str, secret: bytes) -> pa.Array:
    """Return the hash of each text (32 bytes) with a secret and the kind of thing it names.

    Case and spacing make no difference: texts are hashed in capitals, with single blanks.
    """
    if pc.all(pc.string_is_ascii(words), min_count=0).as_py() and not _has_odd_space(words):
        told = pc.ascii_upper(words).cast(pa.binary()).to_pylist()
    else:
        told = [" ".join(word.split()).upper().encode() for word in words.to_pylist()]
    hashes = b"".join(_hmacs(secret, f"{kind}\x1f".encode(), told))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(32), len(told), [None, pa.py_buffer(hashes)])


def _has_odd_space(words: pa.Array) -> bool:
    """Whether any text has space at its ends, or within it other than single blanks."""
    odd = pc.match_substring_regex(words, r"^ |[\x00-\x1f\x7f]|  | $")
    return bool(pc.any(odd, min_count=0).as_py())


def _hmacs(secret: bytes, prefix: bytes, words: list[bytes]) -> Iterator[bytes]:
    """Yield HMAC-SHA256 of the prefix with each word.

    The key and the prefix are the same for all of them, so that part of the work is done once: then each
    costs less than half of ``hmac.digest``.
    """
    key = (hashlib.sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + prefix).copy
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in key)).copy
    for word in words:
        within, around = inner(), outer()
        within.update(word)
        around.update(within.digest())
        yield around.digest()
