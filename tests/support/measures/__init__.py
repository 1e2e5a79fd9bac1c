"""Measures: what tests ask of the house, its expressions and its files."""
