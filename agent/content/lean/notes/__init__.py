"""Notes: a draft of a lean persona from what a trainer pasted, filled in by its headings."""
