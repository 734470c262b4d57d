"""Sign-off and releases: who checked and approved a report, what was released, and what was corrected."""
