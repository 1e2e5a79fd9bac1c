"""Tests of the screens of trainers."""
