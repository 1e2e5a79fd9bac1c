"""The network of the coder: its base, its heads and losses, and the small graph that ships."""
