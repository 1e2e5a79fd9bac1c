"""Train the ranker from the corpus: which customer line answers a rep line."""
