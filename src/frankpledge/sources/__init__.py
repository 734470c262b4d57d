"""A publisher's files in, rows in a contract's shape out. Every quirk of a publisher stops here."""
