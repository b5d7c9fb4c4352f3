#!/bin/sh
# The first time it makes an environment beside this file; then it becomes the program.
#   ./start.sh                   @command@
#   ./start.sh COMMAND OPTIONS   whatever `python -m @package@` takes
# PYTHON names the interpreter to make the environment with, VENV where it goes.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
venv="${VENV:-$here/.venv}"
if [ ! -f "$venv/.complete" ]; then
    "${PYTHON:-python3}" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --disable-pip-version-check \
        --constraint "$here/constraints.txt" "$(echo "$here"/*.whl)@extra@"
    touch "$venv/.complete"
fi
cd "$here"
[ $# -gt 0 ] || set -- @command@
exec "$venv/bin/python" -m @package@ "$@"
