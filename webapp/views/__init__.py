"""The pages, one noun a file; each brings a ``blueprint``, and is found without being listed."""
