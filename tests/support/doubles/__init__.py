"""Doubles: graders, customers and models that do as a test says."""
