#!/bin/sh
# Makes .venv (of `ray`: .venv-ray, of `oldest`: .venv-oldest) hold what a lock file says, and this project itself (editable).
#
#   tools/setup.sh run     what the pipeline needs
#   tools/setup.sh dev     that, and what its tests and checks need
#   tools/setup.sh oldest  what dev holds, and of what the pipeline needs the oldest versions it allows (.venv-oldest)
#   tools/setup.sh interop that, and the tools of others that exports are read with (some 800 MB)
#   tools/setup.sh ray     what dev holds, Ray and DuckDB (some 300 MB more)
#
# Every download is checked against a hash in requirements/, only wheels are taken (an sdist would build with
# packages that nobody locked) but of jsonpath-rw, which has none and is built with the locked setuptools, and the
# project is built with the locked hatchling. A second call does nothing until a lock, pyproject.toml, the interpreter
# or the folder's place changes.
set -eu
cd "$(dirname "$0")/.."

die() {
    printf 'setup: %s\n' "$@" >&2
    exit 1
}

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# A name on the PATH is not yet an interpreter: version managers leave shims there that answer "not found".
find_python() {
    for name in ${PYTHON:+"$PYTHON"} python3.14 python3.13 python3.12 python3.11 python3 python; do
        if new_enough "$name"; then
            "$name" -c 'import sys; print(sys.executable)'
            return 0
        fi
        [ "$name" != "${PYTHON:-}" ] || return 1
    done
    if [ -n "$uv" ]; then
        "$uv" python find --no-project '>=3.11' 2>/dev/null && return 0
    fi
    return 1
}

wanted() { printf '%s' "$(cat "requirements/$1.txt" pyproject.toml pipeline/_version.py tools/setup.sh | cksum)"; }

stands() { [ -f "$venv/.setup-$1" ] && [ "$(cat "$venv/.setup-$1")" = "$(wanted "$1")" ]; }

make_venv() {
    python=$(find_python) || die \
        "no Python 3.11 or newer found (tried ${PYTHON:-python3.14, python3.13, python3.12, python3.11, python3, python})." \
        'Install one (Debian: apt-get install python3 python3-venv; macOS: brew install python; uv: uv python install 3.13)' \
        'or name it: make PYTHON=/path/to/python3.14'
    rm -rf "$venv"
    if [ -n "$uv" ]; then
        "$uv" venv --quiet --python "$python" "$venv"
    else
        "$python" -m venv "$venv" || {
            rm -rf "$venv"
            die "$python cannot make virtual environments (Debian: apt-get install python3-venv)."
        }
    fi
}

install() {
    if [ -n "$uv" ]; then
        "$uv" pip install --quiet --python "$venv/bin/python" "$@"
    else
        "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null
        "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
    fi
}

what=${1:-}
venv=.venv
case $what in
run | dev | interop) ;;
ray | oldest) venv=.venv-$what ;;
*) die 'usage: tools/setup.sh run|dev|oldest|interop|ray' ;;
esac
uv=$(command -v "${UV:-uv}" 2>/dev/null) || uv=

# Scripts in its bin/ name their interpreter by its full path, so a venv does not survive being moved.
moved() { [ -f "$venv/.place" ] && [ "$(cat "$venv/.place")" != "$PWD" ]; }

if new_enough "$venv/bin/python" && ! moved; then
    # dev holds everything that run holds, at the same versions
    if stands "$what"; then exit 0; fi
    if { [ "$what" = run ] || [ "$what" = dev ]; } && { stands interop || stands dev; }; then exit 0; fi
else
    make_venv
fi

started=$(date +%s)
printf 'setup: %s into %s with %s and %s ...\n' \
    "requirements/$what.txt" "$venv" "${uv:-pip}" "$("$venv/bin/python" --version)" >&2
rm -f "$venv"/.setup-*
set --
case $what in
oldest) set -- --no-deps ;;
interop) set -- --no-build-isolation --no-binary jsonpath-rw ;;
esac
if [ $# -gt 0 ]; then # on top of what dev holds
    install --require-hashes --only-binary :all: -r requirements/dev.txt
fi
install --require-hashes --only-binary :all: "$@" -r "requirements/$what.txt"
install --no-deps --no-build-isolation --editable .
printf '%s' "$PWD" >"$venv/.place"
wanted "$what" >"$venv/.setup-$what"
printf 'setup: done in %d s\n' "$(($(date +%s) - started))" >&2
