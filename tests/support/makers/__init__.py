"""Makers: personas, verdicts, turns and sessions to test with."""
