"""Screens about practice besides the talk itself: drills, ratings, comparisons, the way in."""
