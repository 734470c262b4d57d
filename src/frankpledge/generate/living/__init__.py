"""The living county: the records that the police of a fictional county and their partners keep.

All tables are made month by month from one :class:`Living`, so that they tell one story: calls lead to
incidents, incidents to crimes, crimes to arrests, files and hearings, and the crimes are those of the
published street files. Every table is written as the returns that ``frankpledge ingest`` reads.
"""

from frankpledge.generate.living.context import Living, Maker
from frankpledge.generate.living.planted import RecordChange
from frankpledge.generate.living.secrets import generated_secrets
from frankpledge.generate.living.writing import write_records

__all__ = ["Living", "Maker", "RecordChange", "generated_secrets", "write_records"]
