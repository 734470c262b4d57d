"""The secrets by which persons and references of generated records are hashed: nobody in them is real."""

from __future__ import annotations

from frankpledge.contracts.registry import TABLES


def generated_secrets() -> dict[str, str]:
    """Return, for each environment variable that a contract's key asks for, a fixed example secret.

    They are public and so protect nobody: use them for generated records only.
    """
    variables = {column.key_variable for table in TABLES.values() for column in table.columns if column.key}
    return {
        name: f"generated records only: {name.removeprefix('FRANKPLEDGE_KEY_').lower()}, nobody is real"
        for name in sorted(variables)
    }
