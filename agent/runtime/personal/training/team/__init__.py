"""What a trainer asks of a team, who did it, and what of it is shown."""
