"""Screens about people: accounts, teams, the audit."""
