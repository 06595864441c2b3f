"""The cases: one file a process, each with its states, its steps, its guards and its table."""
