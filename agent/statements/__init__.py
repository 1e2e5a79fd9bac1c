"""Statements: a session as xAPI tells it, and the record store that may be told."""
