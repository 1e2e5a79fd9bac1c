"""Tests of other ways of saying a line."""
