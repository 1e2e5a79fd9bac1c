"""All that follows from a persona's content alone, worked out once and kept."""
