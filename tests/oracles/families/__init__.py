"""One module for each kind of method; each function says how the cases of one family are run."""
