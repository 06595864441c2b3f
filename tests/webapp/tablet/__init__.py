"""Tests of the tablet: its pages, what comes in from it, photos, and who may do what."""
