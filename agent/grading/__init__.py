"""The grader: a rep's line to a verdict, by the embedded coder or by a model."""
