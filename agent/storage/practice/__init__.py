"""What a person adds to their sessions, in the log: names, ratings, disputes, drills."""
