"""The revisions, one file each, the oldest first."""
