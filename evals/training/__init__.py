"""Train the embedded coder from `rubrics/corpus/` and export it. Needs the `train` extra; see `docs/grader.md`."""
