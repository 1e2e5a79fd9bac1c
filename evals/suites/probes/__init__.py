"""Suites that put hard lines to the grader: accusations, injections and fairness pairs."""
