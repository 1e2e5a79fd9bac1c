"""Comparing: the screen that puts a draft of a customer beside what everybody meets."""
