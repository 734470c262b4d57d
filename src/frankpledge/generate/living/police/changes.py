"""The changes planted in the records of the police, the prosecution and the courts of the living county."""

from __future__ import annotations

from frankpledge.generate.living.planted import RecordChange
from frankpledge.generate.scenario import Shape

STEP, SPIKE, DRIFT = Shape.STEP, Shape.SPIKE, Shape.DRIFT

CHANGES: tuple[RecordChange, ...] = (
    RecordChange("calls", "999", SPIKE, "2024-06", 1.22, "2024-07"),
    RecordChange("calls", "wait-999", STEP, "2024-10", 0.7),
    RecordChange("calls", "wait-handler", DRIFT, "2023-04", 0.98, "2024-09"),
    RecordChange("incidents", "travel", STEP, "2024-09", 1.14, area="rural"),
    RecordChange("incidents", "mental-health", STEP, "2023-11", 0.72),
    RecordChange("recorded-crimes", "knife", DRIFT, "2024-01", 0.98, "2024-12"),
    RecordChange("recorded-crimes", "attended", STEP, "2023-07", 1.12),
    RecordChange("investigation-reviews", "in-time", DRIFT, "2024-04", 1.012, "2025-03"),
    RecordChange("missing-reports", "number", STEP, "2024-08", 1.24),
    RecordChange("protection-notices", "hours", SPIKE, "2024-12", 1.9, "2025-01"),
    RecordChange("mental-health-detentions", "number", STEP, "2023-11", 0.78),
    RecordChange("mental-health-detentions", "police-vehicle", STEP, "2024-05", 0.62),
    RecordChange("disclosure-applications", "number", DRIFT, "2022-04", 1.015, "2024-03"),
    RecordChange("marac-cases", "number", STEP, "2024-04", 1.18),
    RecordChange("use-of-force", "number", STEP, "2023-01", 1.15),
    RecordChange("prosecution-files", "compliant", STEP, "2024-07", 0.86),
    RecordChange("witness-attendance", "attended", STEP, "2024-10", 0.93),
    RecordChange("court-caseloads", "disposed", STEP, "2024-01", 0.94),
    RecordChange("organised-crime-disruptions", "number", STEP, "2024-04", 1.3),
    RecordChange("seizures", "number", SPIKE, "2025-01", 2.2, "2025-01"),
    RecordChange("traffic-enforcement", "mobile-phone", SPIKE, "2025-02", 3.0, "2025-02"),
    RecordChange("anpr-sites", "working", SPIKE, "2024-11", 0.8, "2024-12"),
)
