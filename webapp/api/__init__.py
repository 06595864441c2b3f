"""The interface for an agency's own software, version 1: what it reads and sends, its description, its problems."""
