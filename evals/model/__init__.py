"""Figures, suites and their results as plain data."""
