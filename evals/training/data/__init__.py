"""What the coder learns from: corpus and people's codes as examples, worded otherwise, mixed, in batches."""
