"""What a fictional office wrote into its registers in the past year, as steps that people of it took."""

from frankpledge.generate.office_records.scenes import script
from frankpledge.generate.office_records.script import Exceptional, Kind, Ref, Setting, Step

__all__ = ["Exceptional", "Kind", "Ref", "Setting", "Step", "script"]
