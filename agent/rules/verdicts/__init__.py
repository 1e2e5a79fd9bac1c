"""Verdicts before the law moves by them: how criteria follow from checks, and what is left once a reading is struck."""
