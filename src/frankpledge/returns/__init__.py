"""What goes out to partners: templates to fill in, and their own rows with what is wrong beside each."""
