"""Reps by script or by model who play sessions, and what the sessions look like."""
