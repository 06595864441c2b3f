"""Where things are kept: database, files, migrations."""
