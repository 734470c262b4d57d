"""What an office declares: plan, priorities, outcomes, measures, targets; and the reader of its YAML."""
