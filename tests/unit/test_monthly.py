"""Monthly counts put together: one order, one sum for each key, whatever they came in as."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa

from frankpledge.measures.monthly import MONTHLY_SCHEMA, Counts, Words, counts_in, put_together, same


def _counts(
    measure: str, rows: list[tuple[str, str, int, float]], below: list[float] | None = None
) -> Counts:
    """Return counts of rows of area, breakdown, month and number."""
    numbers = np.arange(len(rows), dtype=np.int32)
    return Counts(
        measure,
        "crimes",
        "lsoa",
        Words(numbers, [row[0] for row in rows]),
        Words(numbers, [row[1] for row in rows]),
        np.array([row[2] for row in rows], np.int32),
        np.array([row[3] for row in rows]),
        None if below is None else np.array(below),
    )


ROWS = [("b", "", 5, 1.0), ("a", "", 6, 2.0), ("a", "x=y", 5, 0.1), ("a", "", 5, 4.0), ("a", "x=y", 5, 0.7)]


def test_rows_stand_in_order_and_those_of_one_key_are_added_up() -> None:
    table = put_together([_counts("m", ROWS), _counts("m", [("a", "", 5, 3.0)])])
    assert table.schema == MONTHLY_SCHEMA
    rows = [(r["area"], r["breakdown"], r["month"], r["numerator"]) for r in table.to_pylist()]
    assert rows == [("a", "", 5, 7.0), ("a", "", 6, 2.0), ("a", "x=y", 5, 0.7 + 0.1), ("b", "", 5, 1.0)]
    assert table["denominator"].null_count == 4


def test_the_order_they_are_found_in_makes_no_difference_to_a_byte() -> None:
    chance = random.Random(5)  # noqa: S311
    rows = [(chance.choice("abc"), "", chance.randrange(9), chance.random()) for _ in range(200)]
    below = [chance.random() for _ in rows]
    wanted = put_together([_counts("m", rows, below), _counts("l", rows)])
    for _ in range(5):
        mixed = chance.sample(range(len(rows)), len(rows))
        first, second = mixed[:77], mixed[77:]
        found = put_together(
            [
                _counts("m", [rows[one] for one in second], [below[one] for one in second]),
                _counts("l", [rows[one] for one in mixed]),
                _counts("m", [rows[one] for one in first], [below[one] for one in first]),
            ]
        )
        assert found.equals(wanted)


def test_keys_too_far_apart_for_half_a_word_stand_in_order_too() -> None:
    chance = random.Random(6)  # noqa: S311
    months = [chance.randrange(2000) for _ in range(1500)]
    rows = [(f"{n:05}", f"d={chance.randrange(1500):05}", month, 1.0) for n, month in enumerate(months)]
    assert 1500**2 * max(months) > np.iinfo(np.int32).max
    table = put_together([_counts("m", chance.sample(rows, len(rows)))])
    assert [(r["area"], r["breakdown"], r["month"], r["numerator"]) for r in table.to_pylist()] == rows


def test_a_denominator_stands_with_its_own_counts_alone() -> None:
    table = put_together([_counts("l", ROWS[:1]), _counts("m", ROWS[:2], [3.0, 5.0])])
    assert table.select(["measure", "denominator"]).to_pylist() == [
        {"measure": "l", "denominator": None},
        {"measure": "m", "denominator": 5.0},
        {"measure": "m", "denominator": 3.0},
    ]


def test_what_was_put_together_comes_apart_and_together_again() -> None:
    table = put_together([_counts("m", ROWS, [2.0, 3.0, 1.0, 9.0, 1.0]), _counts("l", ROWS)])
    assert put_together(counts_in(table)).equals(table)
    assert put_together(counts_in(table.slice(2))).equals(_with_words_present(table.slice(2)))


def _with_words_present(table: pa.Table) -> pa.Table:
    """Return the same rows with dictionaries of no other words."""
    columns = [
        column.cast(pa.string()).combine_chunks().dictionary_encode()
        if pa.types.is_dictionary(column.type)
        else column
        for column in table.columns
    ]
    plain = pa.table(columns, names=table.column_names)
    order = {name: sorted(set(plain[name].to_pylist())) for name in table.column_names[:5]}
    for place, (name, words) in enumerate(order.items()):
        codes = pa.array([words.index(word) for word in plain[name].to_pylist()], pa.int32())
        plain = plain.set_column(
            place, name, pa.DictionaryArray.from_arrays(codes, pa.array(words, pa.string()))
        )
    return plain


def test_nothing_counted_is_a_table_without_rows() -> None:
    nothing = Counts(
        "m", "crimes", "force", same("", 0), same("", 0), np.zeros(0, np.int32), np.zeros(0), None
    )
    assert put_together([nothing]).equals(MONTHLY_SCHEMA.empty_table())
    assert list(counts_in(MONTHLY_SCHEMA.empty_table())) == []
