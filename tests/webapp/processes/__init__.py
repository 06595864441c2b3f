"""The processes of the web tests: one workflow that uses everything a page can show."""
