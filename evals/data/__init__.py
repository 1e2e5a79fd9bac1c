"""What suites read: coded lines, the gold set, probes, the corpus format."""
