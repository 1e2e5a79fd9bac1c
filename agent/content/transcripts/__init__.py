"""Transcripts: talk from outside, read from the files in which people have it."""
