"""New persona files: from a template, or drafted from notes."""
