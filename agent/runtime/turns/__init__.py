"""One turn: the graph, the runner that takes a line through it and the log, and what the turn is told."""
