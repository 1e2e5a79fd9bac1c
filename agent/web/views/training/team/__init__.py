"""The screens of a team: what is asked, who did it, what is shown."""
