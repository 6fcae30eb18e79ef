#!/usr/bin/env bash
# Checks the running app from outside; `--help` says more.
set -euo pipefail

if [[ " $* " == *' --help '* ]]; then
  cat <<'HELP'
usage: scripts/validate-deployment.sh [--app-url URL] [FLAG…]

Asks the running app everything that a deploy would ask: pages, health, key set, certificate, security headers, response times,
load. Changes nothing.

  --app-url URL   check this address instead of the configured one
  --help          this text

and every flag of: npx -y pnpm@12 paintbox-deploy validate --help

Environment
  PAINTBOX_APP_URL   same as --app-url

Exit codes
  0   passed, warnings included             1   a critical check failed
  2   wrong usage; nothing was started      6   too little evidence to say
HELP
  exit 0
fi
exec "$(dirname "${BASH_SOURCE[0]}")/front-door.sh" validate "$@"
