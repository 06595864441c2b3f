#!/usr/bin/env bash
# Install what Beffroi needs: system libraries by apt, a virtual environment in .venv, the locked dependencies.
#
#   deploy/setup.sh run     what running needs
#   deploy/setup.sh test    what running and testing need
#
# Whatever is already there is left alone: a second run takes a moment. PYTHON=… chooses the interpreter (3.11 or newer).
set -euo pipefail
cd "$(dirname "$0")/.."
export LC_ALL=C.UTF-8

readonly purpose="${1:-run}" apt_log=var/set-up.log
case "$purpose" in
    run) locks=(requirements/run.txt) ;;
    test) locks=(requirements/run.txt requirements/test.txt) ;;
    *) echo "usage: deploy/setup.sh run|test" >&2; exit 2 ;;
esac

say() { echo "set-up: $*" >&2; }
stop() { say "$*"; exit 1; }

# Two set-ups at once wait for each other.
exec 9<requirements
flock 9

# --- system packages ---------------------------------------------------------------------------------------------

has_program() { command -v "$1" >/dev/null 2>&1; }
libraries="$(PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null || true)"
has_library() { [[ "$libraries" == *"$1"* ]]; }
has_postgresql() { has_program initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }
has_uv() { uv --version >/dev/null 2>&1; }
has_chromium() { has_program chromium-headless-shell || has_program chromium || has_program chromium-browser || has_program google-chrome; }
# Some machines have a `java` that is only an offer to install one.
has_java() { java -version >/dev/null 2>&1; }

choose_python() {
    local candidate
    for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    stop "Python 3.11 or newer is needed and was not found. Install it, or name it: make … PYTHON=/path/to/python3.11"
}

missing_packages() {
    has_library libpango-1.0.so.0 || echo libpango-1.0-0
    has_library libpangoft2-1.0.so.0 || echo libpangoft2-1.0-0
    has_library libharfbuzz-subset.so.0 || echo libharfbuzz-subset0
    has_uv || "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
    if [[ "$purpose" == test ]]; then
        has_chromium || echo chromium-headless-shell
        has_postgresql || echo postgresql
        has_program redis-server || echo redis-server
        has_program pdftoppm || echo poppler-utils
        has_program qpdf || echo qpdf
        has_java || echo default-jre-headless
    fi
}

install_packages() {
    local as_root=() attempt
    if [[ "$(id -u)" != 0 ]]; then
        as_root=(sudo -n)
    fi
    if ! has_program apt-get || ! "${as_root[@]}" true 2>/dev/null; then
        say "this machine lacks: $*"
        say "install them, then run make again; on Debian:"
        stop "    sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    fi
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0)
    mkdir -p var
    say "installing by apt (details in $apt_log): $*"
    for attempt in 1 2 3; do
        if "${apt[@]}" update </dev/null &>>"$apt_log" &&
            "${apt[@]}" install -y --no-install-recommends "$@" </dev/null &>>"$apt_log"; then
            return
        fi
        say "apt failed (attempt $attempt of 3):"
        tail -n 5 "$apt_log" >&2
        sleep $((attempt * 3))
    done
    stop "apt could not install: $*"
}

# --- Python --------------------------------------------------------------------------------------------------------

runs() { .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

make_environment() {
    if runs; then return; fi
    say "making the virtual environment in .venv with $python"
    rm -rf .venv
    if has_uv; then "$python" -m venv --without-pip .venv; else "$python" -m venv .venv; fi
}

install_locked() {
    local lock files=()
    for lock in "${locks[@]}"; do files+=(-r "$lock"); done
    say "installing the locked dependencies: ${locks[*]}"
    if has_uv; then
        uv pip install --quiet --python .venv/bin/python --require-hashes --only-binary :all: "${files[@]}"
        uv pip install --quiet --python .venv/bin/python --offline --no-build-isolation --no-deps --editable .
    else
        .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
        local pip=(.venv/bin/python -m pip --quiet --quiet --disable-pip-version-check --no-input install)
        # The locks are complete: nothing is left to resolve. Tests compile what they import; who serves may not write here.
        local how=(--require-hashes --no-deps --only-binary :all:)
        [[ "$purpose" == run ]] || how+=(--no-compile)
        "${pip[@]}" "${how[@]}" "${files[@]}"
        "${pip[@]}" --no-index --no-build-isolation --no-deps --editable .
    fi
}

# The stamp says which locks, project description and place the environment was made for.
expected_stamp() { { pwd; cat setup.cfg pyproject.toml "${locks[@]}"; } | sha256sum | cut -d ' ' -f 1; }

readonly stamp=".venv/.installed-for-$purpose"
python="$(choose_python)"
mapfile -t missing < <(missing_packages)
if ((${#missing[@]})); then
    install_packages "${missing[@]}" 9>&-  # a service that starts now must not keep our lock
fi
make_environment
if [[ "$(cat "$stamp" 2>/dev/null)" != "$(expected_stamp)" ]]; then
    install_locked
    expected_stamp >"$stamp"
    say "done"
fi
