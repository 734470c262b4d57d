"""What partners of the living county send: services, the workforce, fire, roads, the office's own cases."""
