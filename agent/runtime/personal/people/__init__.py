"""People: who they are here, what they give to their trainer, who read it, and their data whole or gone."""
