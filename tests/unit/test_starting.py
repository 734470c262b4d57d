"""How a process is set up: one thread of linear algebra, and cycles collected seldom."""

from __future__ import annotations

import gc
import os
import subprocess
import sys

import pytest

from frankpledge import starting


def test_linear_algebra_has_one_thread_unless_the_environment_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(starting.LINEAR_ALGEBRA_THREADS, raising=False)
    starting.set_up()
    assert os.environ[starting.LINEAR_ALGEBRA_THREADS] == "1"
    monkeypatch.setenv(starting.LINEAR_ALGEBRA_THREADS, "2")
    starting.set_up()
    assert os.environ[starting.LINEAR_ALGEBRA_THREADS] == "2"


def test_cycles_are_still_collected_but_seldom() -> None:
    before = gc.get_threshold()
    try:
        starting.set_up()
        assert gc.isenabled()
        assert gc.get_threshold() == (starting.YOUNGEST, *before[1:])
    finally:
        gc.set_threshold(*before)


def test_the_command_is_set_up_before_numpy_reads_the_number_of_threads() -> None:
    code = (
        "import os, sys; os.environ.pop('OPENBLAS_NUM_THREADS', None); import frankpledge.cli; "
        "assert 'numpy' not in sys.modules; "
        "frankpledge.cli.main(['build', '--help'], standalone_mode=False); "
        "print(os.environ['OPENBLAS_NUM_THREADS'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["1"]), done.stderr
