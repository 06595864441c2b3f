"""What cases are about: agencies, people, establishments, territories."""
