"""Speed, memory and size, measured on the machine at hand. Ratios matter; machines are noisy."""
