#!/usr/bin/env bash
# Puts the last proven release back; `--help` says more.
set -euo pipefail

if [[ " $* " == *' --help '* ]]; then
  cat <<'HELP'
usage: scripts/rollback-deployment.sh [--emergency] [--force] [--check-only] [FLAG…]

Looks whether the live release is broken and, if it is, puts the last release back that was proven, and proves it again.

  --emergency     do not look first: roll back at once
  --force         do not ask; without a terminal nobody is asked anyway
  --check-only    only say whether a rollback is needed
  --help          this text

and every flag of: npx -y pnpm@12 paintbox-deploy rollback --help

Environment
  FORCE_ROLLBACK=true                       same as --force
  FLY_API_TOKEN                             token of the app on Fly.io
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY  or any other credentials that the AWS SDK finds
  AWS_REGION                                such as us-east-1; or the Region of AWS_PROFILE
  SLACK_WEBHOOK, NOTIFICATION_EMAIL         who is told

Exit codes
  0   rolled back and verified, or healthy and nothing to do
  1   failed; everything is as before       2   wrong usage; nothing was started
  4   a person is needed                    5   another run is at work
  6   too little evidence to say            7   --check-only: a rollback is needed
  130, 143   cancelled, and unwound; 130 also when it was not confirmed
HELP
  exit 0
fi
exec "$(dirname "${BASH_SOURCE[0]}")/front-door.sh" rollback "$@"
