"""What trainers and labellers do, and what their reps see of it. Whose something is, is asked here."""
