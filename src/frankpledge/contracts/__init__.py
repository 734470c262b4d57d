"""One declaration per table that passes between stages: columns, types, constraints, meaning, personal-data class."""
