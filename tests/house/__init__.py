"""The house rules that no ready-made tool checks: what each forbids, where, and how a breach is found."""
