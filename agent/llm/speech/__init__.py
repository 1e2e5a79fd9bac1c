"""Speech: lines that a model says aloud, and words that a model writes down."""
