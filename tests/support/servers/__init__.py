"""Servers and programs: real parts on loopback, started and stopped by tests."""
