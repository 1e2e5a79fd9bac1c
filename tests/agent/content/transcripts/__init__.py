"""Tests of `agent/content/transcripts`."""
