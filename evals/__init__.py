"""Measure the grader and the customer: suites, statistics, reports."""
