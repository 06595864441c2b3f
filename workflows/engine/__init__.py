"""How any case moves; this room knows no inspection."""
