#!/bin/sh
# Asks iinspect over its Unix socket with curl (7.76 or newer). The numbers come on standard input: arguments can be read by every process.
#   ask.sh card SOCKET < number     ask.sh lines SOCKET < numbers, one a line
# Exit code 0: answered. 1: refused (the problem is on standard output), or a stream that was cut off. Of card also curl's own: 7 for no socket,
# 28 for too late. 64: called wrongly.
set -eu

usage() {
  echo 'usage: ask.sh card|lines SOCKET' >&2
  exit 64
}

[ $# = 2 ] || usage
ask=$1 socket=$2

case $ask in
card)
  # Of a line without an end `read` says that it failed, and has read it all the same.
  read -r pan || :
  case $pan in *[!0-9\ -]*)
    echo 'only digits, spaces and hyphens can be sent from here' >&2
    exit 1
    ;;
  esac
  # While the sidecar restarts the socket is not there, or nobody listens to it, for a moment. Nothing is stored, so asking again is always
  # safe. --retry waits as long as Retry-After says, and gives up when --retry-max-time would be over.
  for _ in 1 2 3; do [ -S "$socket" ] || sleep 1; done
  status=0
  answer=$(printf '{"pan":"%s"}' "$pan" |
    curl --unix-socket "$socket" --silent --show-error --fail-with-body \
      --max-time 3 --retry 5 --retry-delay 1 --retry-max-time 3 --retry-connrefused \
      --header 'content-type: application/json' --data-binary @- http://localhost/v1/cards/validate) || status=$?
  # What came before the last try stands in front of its answer.
  case $answer in *'}{'*) answer="{${answer##*'}{'}" ;; esac
  # Of an answer that did not come to its end, nothing: a part could be taken for the whole.
  case $status in 0 | 22) [ -z "$answer" ] || printf '%s\n' "$answer" ;; esac
  if [ "$status" = 22 ]; then status=1; fi
  exit "$status"
  ;;
lines)
  # -T . reads and writes at the same time. Without a byte for 90 s curl gives up: longer than BATCH_IDLE_MS, so that the service says why.
  # An answer without a summary for its last line was cut off, whatever its status was: tail looks at a copy of what goes to standard output.
  exec 3>&1
  curl --unix-socket "$socket" --no-progress-meter --no-buffer --fail-with-body \
    --connect-timeout 3 --speed-limit 1 --speed-time 90 \
    --header 'content-type: text/plain' --request POST --upload-file . http://localhost/v1/cards/batch |
    { tee /dev/fd/4 >&3; } 4>&1 | tail -n 1 | grep -q '^{"done":true'
  ;;
*)
  usage
  ;;
esac
