"""Agreement, comparison and resampling."""
