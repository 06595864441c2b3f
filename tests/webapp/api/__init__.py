"""The interface for an agency's own software, asked as such software asks."""
