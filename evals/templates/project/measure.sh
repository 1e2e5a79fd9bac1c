#!/bin/sh
# What the CI job runs, and what you can run by hand. Exit 0: the gates hold. 1: a figure fails its gate. 2: something could
# not be measured, such as at an endpoint that does not answer.
# Without ROLLWITH_BASE_URL the built-in engine is measured; with it, and ROLLWITH_MODEL, your model is.
set -eu
cd "$(dirname "$0")"
coded="--data data/talks.csv --mapping mapping.yaml"
rollwith evals run agreement $coded --gate gate.yaml --out reports
rollwith evals run drift $coded --baseline baseline.json --gate drift.gate.yaml --out reports
