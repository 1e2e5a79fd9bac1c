"""What trainers and labellers keep in the log: editions, assignments, shared lines, transcripts and codings."""
