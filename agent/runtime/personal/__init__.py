"""The room as one person sees it: what is theirs, what they may read, and what they practise next."""
