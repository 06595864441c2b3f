#!/usr/bin/env bash
# Resolve requirements/*.in into locks with hashes that install on every supported Python. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/../requirements"

for lock in run test; do
    uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --only-binary :all: \
        --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" "$@" "$lock.in" -o "$lock.txt"
done
