"""One declaration per table that passes between stages: columns, types, limits, meaning, protection."""
