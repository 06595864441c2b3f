"""Lines that somebody brings: which case and step each one is for, what it would do, and all of them done or none."""
