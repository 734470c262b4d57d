"""The tests, by kind: spec, soundness, architecture, unit, functional, browser and documentation."""
