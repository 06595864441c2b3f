"""Tests of the pages of the sous-préfecture, of the prosecutor's office and of the agencies that they invite."""
