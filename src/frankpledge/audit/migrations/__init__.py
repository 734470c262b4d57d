"""How the tables of the audit trail came to be."""
