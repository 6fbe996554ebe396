#!/usr/bin/env bash
# Runs the suite against two servers in turns (A B A B A B), so that a machine that slows down slows both,
# and prints the medians and their ratios. The servers run already; see README.md.
#   A_ENDPOINT A_ACCESS_KEY A_SECRET_KEY [A_PID]   the first server
#   B_ENDPOINT B_ACCESS_KEY B_SECRET_KEY [B_PID]   the second
#   A_COLD B_COLD [both]   endpoint and command of servers that do not run yet, as `cairn-load cold` wants them:
#     A_COLD="http://127.0.0.1:9010 bin/cairn server --address 127.0.0.1:9010 {}/drive{1...4}"
#   ROUNDS (3)  DURATION (6s)  SUITE_OPTIONS (--full)  REPORTS (a folder to keep the reports in)
set -euo pipefail

here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
load=$here/../bin/cairn-load
rounds=${ROUNDS:-3}
keep=${REPORTS:-}
reports=${keep:-$(mktemp -d)}
mkdir -p "$reports"
[ -n "$keep" ] || trap 'rm -rf "$reports"' EXIT

suite() { # A or B, round
  local endpoint=${1}_ENDPOINT access=${1}_ACCESS_KEY secret=${1}_SECRET_KEY pid=${1}_PID
  : "${!endpoint:?$endpoint is not set}" "${!access:?$access is not set}" "${!secret:?$secret is not set}"
  echo "compare: round $2 of $rounds, $1 at ${!endpoint}" >&2
  # shellcheck disable=SC2086 # SUITE_OPTIONS may hold several options
  AWS_ACCESS_KEY_ID=${!access} AWS_SECRET_ACCESS_KEY=${!secret} "$load" suite --format json \
    --warmup "$(($2 == 1 ? 40 : 5))s" \
    --endpoint "${!endpoint}" ${!pid:+--server-pid "${!pid}"} --duration "${DURATION:-6s}" \
    ${SUITE_OPTIONS---full} >"$reports/$1-$2.json"
}

cold() { # A or B, round: the start, the first seconds and the rest of a server that is started for it
  local cold=${1}_COLD access=${1}_ACCESS_KEY secret=${1}_SECRET_KEY
  [ -n "${!cold:-}" ] || return 0
  echo "compare: round $2 of $rounds, $1 cold" >&2
  # shellcheck disable=SC2086 # the command is several words
  set -f; set -- "$1" "$2" ${!cold}; set +f
  AWS_ACCESS_KEY_ID=${!access} AWS_SECRET_ACCESS_KEY=${!secret} "$load" cold --format json --endpoint "$3" \
    -- "${@:4}" >"$reports/$1-cold-$2.json"
}

for round in $(seq "$rounds"); do
  cold A "$round"
  cold B "$round"
  suite A "$round"
  suite B "$round"
done
"$load" compare --a "$reports"/A-*.json --b "$reports"/B-*.json
