"""Tests of lean personas."""
