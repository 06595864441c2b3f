"""Tests of the room `webapp`."""
