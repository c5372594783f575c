#!/usr/bin/env bash
# The step of action.yml that runs the gate. Inputs are in INPUT_CSV, INPUT_SERVER, INPUT_ARGS and INPUT_REPORT.
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
program="$here/../../../bin/imap-preflight.js"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT

command=(check)
while IFS= read -r file; do
  [ -z "$file" ] || command+=("$file")
done <<<"$INPUT_CSV"
[ -z "$INPUT_SERVER" ] || command+=(--server "$INPUT_SERVER")
# Words, and no patterns: nothing of the options is expanded.
read -r -d '' -a words <<<"$INPUT_ARGS" || true
command+=("${words[@]}")
[ -z "$INPUT_REPORT" ] || command+=(--report "$INPUT_REPORT")

format=(--format github)
for word in "${words[@]}"; do
  case "$word" in
    --format | --format=* | --json) format=() ;;
  esac
done

umask 077
# The outputs are written below, whatever the format.
GITHUB_OUTPUT='' node "$program" "${command[@]}" "${format[@]}" --report "$folder/report.json"
status=$?

verdict="$(node -e '
  try {
    const { verdict } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
    process.stdout.write(verdict);
  } catch {}
' "$folder/report.json")"
{
  echo "status=$status"
  echo "verdict=$verdict"
} >>"${GITHUB_OUTPUT:-/dev/null}"
exit "$status"
