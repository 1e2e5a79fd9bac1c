"""Ranking: how well a line answers what the rep said, by a small network over sentence embeddings."""
