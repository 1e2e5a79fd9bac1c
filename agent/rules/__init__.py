"""The law: pure arithmetic over state, verdict and persona. No I/O, no model, no clock, no chance."""
