// The helper that live-elicitation-timeout-pause lets the model run: it tells the server that somebody is being waited
// for, holds for a while, takes that back, and says so.

/** What the last line of a script that did its work says. */
export const MARKER = '[elicitation-hold] done';

/**
 * A POSIX shell script. Its environment: APP_SERVER_URL, APP_SERVER_TEST_CLIENT_BIN (a program, or a .js file for
 * node), CODEX_THREAD_ID or THREAD_ID, ELICITATION_HOLD_SECONDS (15).
 */
export const HOLD_SCRIPT = `#!/bin/sh
set -eu
url="\${APP_SERVER_URL:?is not set}"
client="\${APP_SERVER_TEST_CLIENT_BIN:?is not set}"
thread="\${CODEX_THREAD_ID:-\${THREAD_ID:?is not set}}"
hold="\${ELICITATION_HOLD_SECONDS:-15}"

astc() {
  case "$client" in
    *.js) "\${ASTC_NODE:-node}" "$client" --url "$url" --quiet "$@" ;;
    *) "$client" --url "$url" "$@" ;;
  esac
}

release() {
  trap - EXIT
  astc thread-decrement-elicitation "$thread" >/dev/null
}

echo "[elicitation-hold] waiting for a person, $hold s"
astc thread-increment-elicitation "$thread" >/dev/null
trap release EXIT
sleep "$hold"
release
echo "${MARKER}"
`;
