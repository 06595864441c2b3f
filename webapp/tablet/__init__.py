"""The tablet of a team in the field: what is shown, what comes in from it, and what it keeps while there is no network."""
