"""Every engine gives the same figures, in the same order, from the same expressions."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from frankpledge.builds.making import make_build
from frankpledge.engines import ENGINES, open_engine
from frankpledge.engines.engine import Engine
from frankpledge.errors import BadEnvironment, WrongUse
from frankpledge.measures.relations import Records
from frankpledge.plan.reading import read_office
from frankpledge.store.intake import ingest
from frankpledge.store.log import read_snapshot
from tests.spec import offices
from tests.spec.engines import SPARK_MARKS, differences, needs_spark, office_of_few_kinds, spark_on
from tests.spec.test_agreement import SHAPES
from tests.spec.tiny import Shape, write

pytestmark = pytest.mark.filterwarnings(
    # Py4J leaves the sockets of answered queries to the garbage collector.
    "ignore:Exception ignored in. <socket.socket:pytest.PytestUnraisableExceptionWarning"
)
LOAD = [Shape(seed=2, months=15, older=8, gaps=0.3), Shape(seed=4, months=3, rows=0)]
TABLES = {"monthly", "finished", "coverage", "comparisons"}


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One Spark on two cores of this machine for the whole module."""
    with spark_on("local[2]", tmp_path_factory.mktemp("spark")):
        yield


@pytest.fixture(params=[pytest.param(name, marks=SPARK_MARKS if name == "spark" else ()) for name in ENGINES])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Each engine in turn."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    opened = open_engine(request.param, tmp_path / "temporary")
    try:
        yield opened
    finally:
        opened.close()


def build_on(engine: str, office: Path, *, full: bool = True) -> dict[str, pa.Table]:
    """Build an office (anew, if ``full``) on an engine and return its tables by name, comparisons too."""
    snapshot, definitions = read_snapshot(office / "store"), read_office(office)
    outcome = make_build(office, snapshot, definitions, made_at=offices.LOADED_AT, engine=engine, full=full)
    assert outcome.manifest.engine == engine
    assert engine in outcome.manifest.versions
    stored = {file.stem: pq.read_table(file) for file in outcome.folder.glob("*.parquet")}
    return {**stored, "comparisons": outcome.build.comparisons()}


def the_same_on_both(folder: Path, shape: Shape) -> int:
    """Build one office on DuckDB and on Spark, hold the builds against each other, return their rows."""
    files = folder / "files"
    files.mkdir()
    office = offices.office_of_all_kinds(folder / "office")
    offices.load(office, write(files, shape))
    ours, theirs = build_on("duckdb", office), build_on("spark", office)
    assert set(ours) == set(theirs) >= TABLES
    for name, table in ours.items():
        found = differences(table, theirs[name])
        assert not found, f"{shape}, {name}: {len(found)} differ\n" + "\n".join(found[:10])
    return sum(table.num_rows for table in ours.values())


@needs_spark
@pytest.mark.usefixtures("spark")
@pytest.mark.parametrize("shape", LOAD, ids=["two downloads", "headers only"])
def test_a_build_is_the_same_on_every_engine(tmp_path: Path, shape: Shape) -> None:
    assert the_same_on_both(tmp_path, shape) > (3_000 if shape.rows else 50)


@pytest.mark.nightly
@needs_spark
@pytest.mark.usefixtures("spark")
def test_a_build_that_recounts_only_what_is_new_is_the_same_on_every_engine(tmp_path: Path) -> None:
    """The second build on Spark borrows from the first; DuckDB counts all of it anew."""
    files = tmp_path / "files"
    files.mkdir()
    office = office_of_few_kinds(tmp_path / "office")
    downloads = write(files, Shape(seed=6, months=8, older=5, forces=2))
    offices.load(office, [one for one in downloads if one.path.stem != "newer"])
    first = build_on("spark", office)
    offices.load(office, downloads)
    second, anew = build_on("spark", office, full=False), build_on("duckdb", office)
    assert differences(first["monthly"], second["monthly"])
    for name, table in anew.items():
        assert not differences(table, second[name]), name


@needs_spark
@pytest.mark.nightly
@pytest.mark.usefixtures("spark")
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(shape=SHAPES)
def test_builds_of_many_random_files_are_the_same_on_every_engine(
    tmp_path_factory: pytest.TempPathFactory, shape: Shape
) -> None:
    assert the_same_on_both(tmp_path_factory.mktemp("random"), shape) > 0


# --- where engines differ --------------------------------------------------------------------------

STORED = pa.schema(
    [
        ("crime-id", pa.binary(4)),
        ("outcome", pa.int16()),
        ("month", pa.int32()),
        ("force", pa.dictionary(pa.int32(), pa.string())),
        ("sum:records", pa.int64()),
        ("linked", pa.bool_()),
        ("longitude", pa.float64()),
        ("date", pa.date32()),
        ("at", pa.timestamp("us", tz="UTC")),
    ]
)
ROWS = [
    (b"\x00\x01\x02\x03", 7, 24_000, "bedfordshire", 2**53 + 1, True, -0.1, date(2021, 3, 1), 0),
    (b"\xff\xfe\xfd\xfc", None, 24_001, "essex", None, False, None, None, None),
    (None, 1, 24_001, None, 3, None, 51.5, date(2020, 2, 29), datetime(2021, 3, 28, 1, 30, tzinfo=UTC)),
]


def part(folder: Path, name: str = "00000001.parquet") -> Path:
    """Write a part of the store's own types: dictionaries, fixed-size bytes, names with hyphens."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = dict(zip(STORED.names, zip(*ROWS, strict=True), strict=True))
    pq.write_table(pa.table(columns, schema=STORED), folder / name, compression="zstd")
    return folder / name


def in_order(table: pa.Table) -> list[tuple[object, ...]]:
    return sorted(zip(*(column.to_pylist() for column in table.columns), strict=True), key=repr)


def test_values_come_back_as_they_were(engine: Engine, tmp_path: Path) -> None:
    rows = engine.read([part(tmp_path / "store")])
    answer = engine.run(engine.keep("kept-rows", rows))
    assert answer.schema.names == STORED.names
    plain = [field.type.value_type if pa.types.is_dictionary(field.type) else field.type for field in STORED]
    plain[0] = pa.binary()
    assert [field.type for field in answer.schema] == plain
    assert in_order(answer) == in_order(pq.read_table(tmp_path / "store" / "00000001.parquet"))


def test_of_rows_that_state_one_thing_the_one_obtained_last_stands(engine: Engine, tmp_path: Path) -> None:
    header = "force,body,measure,area-type,area,window,period-start,period-end,value,basis,as-at\n"
    row = "kent,{body},burglary,force,kent,Month,2024-04-01,2024-04-30,{value},Estimated,2024-05-01\n"
    for name, body, value, obtained in (
        ("first", "voice", 1, date(2024, 5, 2)),
        ("again", "voice", 2, date(2024, 5, 9)),
        ("older", "voice", 3, date(2024, 5, 1)),
        ("other", "refuge", 4, date(2024, 5, 1)),
        ("same-day", "refuge", 5, date(2024, 5, 1)),
    ):
        (tmp_path / f"{name}.csv").write_text(header + row.format(body=body, value=value), encoding="utf-8")
        ingest(tmp_path / "store", [tmp_path / f"{name}.csv"], loaded_at=offices.LOADED_AT, obtained=obtained)
    snapshot = read_snapshot(tmp_path / "store")
    rows = Records(engine, snapshot.folder, snapshot.selected(), snapshot.editions).table("return-values")
    assert rows is not None
    stands = engine.run(rows.select("body", "value"))
    found = dict(zip(stands["body"].cast(pa.string()).to_pylist(), stands["value"].to_pylist(), strict=True))
    assert (len(found), stands.num_rows, found) == (2, 2, {"voice": 2.0, "refuge": 5.0})
    early = snapshot.selected(date(2024, 5, 5))
    rows = Records(engine, snapshot.folder, early, snapshot.editions).table("return-values")
    assert rows is not None
    stood = engine.run(rows.filter(rows["body"] == "voice").select("value"))
    assert stood["value"].to_pylist() == [1.0]


def test_an_answer_without_rows_keeps_its_columns(engine: Engine, tmp_path: Path) -> None:
    rows = engine.read([part(tmp_path)])
    none = engine.run(rows.filter(rows["month"] > 99_999).select("month", "force"))
    assert (none.num_rows, none.column_names) == (0, ["month", "force"])
    assert none["month"].type == pa.int32()


@pytest.mark.parametrize("folder", ["a b/é", "50%20", "[draft] {1}", "what?", "a*b", "q#1", "back\\slash"])
def test_parts_in_a_folder_with_an_awkward_name_are_read(engine: Engine, tmp_path: Path, folder: str) -> None:
    parts = [part(tmp_path / folder, name) for name in ("00000001.parquet", "00000002.parquet")]
    for other in (folder.replace("?", "s").replace("*", "sides"), "d 1", "d {1}"):
        if other != folder:
            part(tmp_path / other)  # what the name would match if it were taken for a pattern
    assert engine.run(engine.read(parts)).num_rows == 6


def test_names_may_be_kept_twice(engine: Engine, tmp_path: Path) -> None:
    rows = engine.read([part(tmp_path)])
    first = engine.keep("cube", rows.filter(rows["month"] == 24_000))
    second = engine.keep("cube", rows.filter(rows["month"] == 24_001))
    counts = [engine.run(kept.count().as_table())[0].to_pylist() for kept in (first, second, first)]
    assert counts == [[1], [2], [1]]


def test_percentiles_lie_between_values(engine: Engine) -> None:
    """Linear interpolation, as in methods.md: neither the nearest value nor an approximation."""
    numbers = engine.values("numbers", pa.table({"wait": pa.array([1, 2, 4, 8, None], pa.int32())}))
    wait = numbers["wait"].cast("float64")
    answer = engine.run(numbers.agg(half=wait.quantile(0.5), most=wait.quantile(0.9), n=wait.count()))
    [found] = answer.to_pylist()
    assert found == {"half": 3.0, "most": pytest.approx(6.8, rel=1e-12), "n": 4}


def test_nothing_divided_by_nothing_is_empty(engine: Engine) -> None:
    """Bare, 1 / 0 is infinite on DuckDB and an error on Spark; so every division goes through nullif."""
    numbers = engine.values("numbers", pa.table({"a": pa.array([1.0, 6.0]), "b": pa.array([0.0, 3.0])}))
    safe = engine.run(numbers.select(ratio=numbers["a"] / numbers["b"].nullif(0)))
    assert sorted(safe["ratio"].to_pylist(), key=repr) == [2.0, None]


def test_a_division_by_zero_without_nullif_is_refused_by_spark_alone(engine: Engine) -> None:
    """The trap that the test above keeps shut is real: without it this one would be pointless."""
    numbers = engine.values("numbers", pa.table({"a": pa.array([1.0]), "b": pa.array([0.0])}))
    bare = numbers.select(ratio=numbers["a"] / numbers["b"])
    if engine.name == "duckdb":
        assert engine.run(bare)["ratio"].to_pylist() == [float("inf")]
    else:
        with pytest.raises(BadEnvironment, match="DIVIDE_BY_ZERO") as caught:
            engine.run(bare)
        assert caught.value.exit_code == 4


@needs_spark
@pytest.mark.usefixtures("spark")
def test_a_part_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    engine = open_engine("spark", tmp_path)
    with pytest.raises(BadEnvironment, match="Spark does not find the store's files"):
        engine.read([tmp_path / "00000009.parquet"])
    engine.close()


@needs_spark
@pytest.mark.usefixtures("spark")
def test_a_second_master_in_one_process_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"runs in this process already, on local\[2\]"):
        open_engine("spark", tmp_path, "local[1]")
    with pytest.raises(WrongUse, match="is no Spark master"):
        open_engine("spark", tmp_path, "sparkly")


def test_what_an_engine_gives_back_is_given_back(engine: Engine, tmp_path: Path) -> None:
    """After close nothing of this engine is left in a Spark that goes on running for others."""
    rows = engine.read([part(tmp_path)])
    kept = engine.keep("cube", rows)
    assert engine.run(kept).num_rows == 3
    engine.close()
    again = open_engine(engine.name, tmp_path / "again")
    try:
        with pytest.raises(Exception, match="cube_"):
            again.run(kept)
    finally:
        again.close()


# --- without Spark, or without Java ------------------------------------------------------------------


def run_python(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, env={**os.environ, **environment}
    )


OPEN = """
import sys
from pathlib import Path
from frankpledge.engines import open_engine
from frankpledge.errors import FrankpledgeError
try:
    open_engine("spark", Path("."), {master!r})
except FrankpledgeError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def test_without_the_extra_the_command_to_install_it_is_named() -> None:
    done = run_python("import sys; sys.modules['pyspark'] = None" + OPEN.format(master=None))
    assert done.returncode == 4, done.stderr
    assert "pip install 'frankpledge[spark]'" in done.stdout


@needs_spark
def test_without_java_that_is_said(tmp_path: Path) -> None:
    done = run_python(OPEN.format(master=None), PATH=str(tmp_path), JAVA_HOME="")
    assert done.returncode == 4, done.stderr
    assert "Spark needs Java 17 or later; no Java was found." in done.stdout


@needs_spark
def test_an_old_java_is_said_to_be_too_old(tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    done = run_python(OPEN.format(master=None), JAVA_HOME=str(tmp_path))
    assert done.returncode == 4, done.stderr
    assert "Java 11 was found" in done.stdout


@needs_spark
def test_a_master_that_does_not_answer_is_named_at_once() -> None:
    done = run_python(OPEN.format(master="spark://127.0.0.1:1"))
    assert done.returncode == 4, done.stderr
    assert "Nothing answers at spark://127.0.0.1:1." in done.stdout


@needs_spark
def test_a_failed_query_says_nothing_of_the_values_it_failed_on() -> None:
    code = OPEN.format(master="local[1]").replace("    open_engine", "    engine = open_engine")
    code = "import pyarrow as pa\n" + code.replace(
        "except",
        "    rows = engine.values('texts', pa.table({'text': ['marker-7f3a']}))\n"
        "    engine.run(rows.select(number=rows['text'].cast('int32')))\nexcept",
    )
    done = run_python(code)
    assert done.returncode == 4, done.stderr
    assert "CAST_INVALID_INPUT" in done.stdout
    assert "marker-7f3a" not in done.stdout + done.stderr


def test_only_spark_has_a_master(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="Only Spark has a master"):
        open_engine("duckdb", tmp_path, "local[2]")
    with pytest.raises(WrongUse, match="Did you mean 'spark'"):
        open_engine("sparc", tmp_path)


def test_the_command_line_starts_without_spark() -> None:
    code = "import sys; import frankpledge.cli, frankpledge.engines; print('pyspark' in sys.modules)"
    assert run_python(code).stdout == "False\n"
