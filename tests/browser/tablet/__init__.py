"""The tablet in a real Chromium: with and without network, in one person's hands and in two."""
