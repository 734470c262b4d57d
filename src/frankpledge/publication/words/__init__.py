"""People's words in a report: Markdown in which every number refers to a figure or to the ledger."""
