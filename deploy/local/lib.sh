# Shared by up, down and tests/run: where things are, how a step is shown, and the processes of the suite.
# shellcheck shell=bash disable=SC2034,SC2153  # some variables are for, or from, the scripts that read this

ROOT="$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../..")"
BUILD="${OCOP_BUILD_DIR:-$ROOT/build}"
POSTGRES="$ROOT/deploy/local/postgres"
# Seconds that a process has to become ready after its start, and to drain after SIGTERM.
READY_WITHIN=60
DRAIN_WITHIN=60

fail() {
  [[ -z "${STEP_BEGAN:-}" ]] || echo
  echo "error: $*" >&2
  exit 1
}

# --- The data folder -------------------------------------------------------------------------------------------------

# .data in the repository. But root's cluster runs as user postgres, and where that user cannot enter the repository,
# as below /root, the folder is in /var/lib and named after the repository.
data_folder() {
  if [[ -n "${OCOP_DATA_DIR:-}" ]]; then
    realpath -m "$OCOP_DATA_DIR"
  elif [[ -n "$(closed_folder "$ROOT")" ]]; then
    echo "/var/lib/ocop${ROOT//\//-}"
  else
    echo "$ROOT/.data"
  fi
}

# The topmost folder on the way down to $1 that root's helper, user postgres, may not enter.
closed_folder() {
  local folder="$1" closed=""
  ((EUID == 0)) || return 0
  while [[ "$folder" != / ]]; do
    if [[ -d "$folder" && "$(stat -c '%U %A' "$folder")" != @(postgres *|*[xt]) ]]; then closed="$folder"; fi
    folder="$(dirname "$folder")"
  done
  echo "$closed"
}

DATA="$(data_folder)"
MARKER="$DATA/.ocop-data"
CLUSTER="$DATA/postgres"

# A folder without our mark is somebody else's: never written to, never removed.
require_own_data_folder() {
  [[ -e "$DATA" ]] || return 0
  [[ -d "$DATA" ]] || fail "$DATA is not a folder"
  [[ -O "$DATA" ]] || fail "$DATA belongs to user $(stat -c %U "$DATA")"
  [[ -f "$MARKER" || -z "$(ls -A "$DATA")" ]] || fail "$DATA is not a data folder of OCOP: it has no $(basename "$MARKER")"
}

# --- Steps -----------------------------------------------------------------------------------------------------------

STEP=0

# step TITLE FUNCTION: "[ 3/8] build … 41 s".
step() {
  STEP=$((STEP + 1))
  STEP_BEGAN="${EPOCHREALTIME//[.,]/}"
  printf '[%2d/%d] %s … ' "$STEP" "$STEPS" "$1"
  "$2"
  since "$STEP_BEGAN"
  STEP_BEGAN=""
}

since() {
  local tenths=$(((${EPOCHREALTIME//[.,]/} - $1) / 100000))
  if ((tenths < 100)); then echo "$((tenths / 10)).$((tenths % 10)) s"; else echo "$((tenths / 10)) s"; fi
}

# Runs a command with its output in a log of its own, and fails with the line of it that tells why.
quietly() {
  local log="$DATA/logs/$1.log"
  shift
  "$@" >"$log" 2>&1 </dev/null || fail "$(first_error "$log" || last_line "$log") (all of it: $log)"
}

# Compilers and cmake go on talking after the line that matters.
first_error() { grep -iE -m 1 '(^|[^-a-z/_.])(fatal )?error[: ]' "$1"; }

last_line() { grep . "$1" 2>/dev/null | tail -n 1 | grep . || echo "no output"; }

# --- Processes -------------------------------------------------------------------------------------------------------

# The lines of deploy/services, with the ports that the environment asks for instead: OCOP_REGISTRY_PORT,
# OCOP_REGISTRY_METRICS_PORT, OCOP_GATEWAY_HTTP_PORT and so on.
services() {
  local name port metrics http
  while read -r name port metrics http; do
    [[ "$name" =~ ^[a-z] ]] || continue
    echo "$name $(port_of "$name" "" "$port") $(port_of "$name" METRICS_ "$metrics") $(port_of "$name" HTTP_ "$http")"
  done <"$ROOT/deploy/services"
}

# port_of NAME KIND DEFAULT; without a default there is no such port.
port_of() {
  local variable="OCOP_${1^^}_$2PORT"
  echo "${3:+${!variable:-$3}}"
}

port() { services | awk -v name="$1" '$1 == name { print $2 }'; }

data_services() { services | awk '$1 != "gateway" { print $1 }'; }

# The process id of a service that we started, if it still runs. The check of the program guards against a stale file
# whose number has gone to some other process.
pid_of() {
  local pid
  pid="$(cat "$DATA/run/$1.pid" 2>/dev/null)" || return 1
  [[ "$(readlink "/proc/$pid/exe")" == */bin/"$1"* ]] || return 1
  echo "$pid"
}

# SIGTERM to all of them, and wait: a service first finishes the calls that it is in.
stop_processes() {
  local name pid deadline=$((SECONDS + DRAIN_WITHIN))
  for name in "$@"; do
    if pid="$(pid_of "$name")"; then kill -TERM "$pid"; fi
  done
  for name in "$@"; do
    while pid="$(pid_of "$name")" && ((SECONDS < deadline)); do sleep 0.1; done
    if [[ -n "$pid" ]]; then
      echo "$name did not stop within $DRAIN_WITHIN s and was killed" >&2
      kill -KILL "$pid"
    fi
    rm -f "$DATA/run/$name.pid"
  done
}

stop_cluster() {
  if "$POSTGRES" status "$CLUSTER"; then "$POSTGRES" stop "$CLUSTER"; fi
}
