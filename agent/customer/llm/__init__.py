"""The customer's voice as a language model gives it: prompt, draft, checks."""
