"""Debrief, hints and advice: what a session showed."""
