"""Lean personas: read, made whole, checked and drafted."""
