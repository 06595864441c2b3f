"""The words of topics that have many pages: each file brings ``WORDS``, by name, in French and English."""
