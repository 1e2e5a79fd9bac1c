"""The customer: what they do next, and the words for it."""
