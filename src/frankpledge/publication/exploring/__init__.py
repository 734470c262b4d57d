"""Questions people ask of figures, and what answers them: table, chart and sentence from the same rows."""
