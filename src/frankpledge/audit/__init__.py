"""What was changed, by whom: one chain of events for each stream, which nothing can alter unseen."""
