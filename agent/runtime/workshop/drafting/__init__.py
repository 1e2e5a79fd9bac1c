"""Drafting: a lean customer from a trainer's notes: asked of a model, kept while it writes, and what it made up."""
