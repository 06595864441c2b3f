"""The proof that a workflow always ends: its states with those of its children, and any published net."""
