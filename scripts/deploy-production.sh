#!/usr/bin/env bash
# Releases the app; `--help` says more.
set -euo pipefail

if [[ " $* " == *' --help '* ]]; then
  cat <<'HELP'
usage: scripts/deploy-production.sh [--no-rollback] [FLAG…]

Proves the prerequisites, makes sure that the JWT keys exist and fit together, builds once, makes new
machines and proves them before they get a request, moves traffic, proves from outside that the new build answers rightly, and
puts the last release back when it does not. Says so where you asked to be told.

  --no-rollback   leave a failed release as it is, for a person to look at
  --help          this text

and every flag of: npx -y pnpm@12 paintbox-deploy deploy --help

Environment
  FLY_API_TOKEN                             token of the app on Fly.io
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY  or any other credentials that the AWS SDK finds
  AWS_REGION                                such as us-east-1; or the Region of AWS_PROFILE
  SLACK_WEBHOOK, NOTIFICATION_EMAIL         who is told

Exit codes
  0   released and verified                 1   failed; everything is as before
  2   wrong usage; nothing was started      3   failed; rolled back, and the rollback is verified
  4   a person is needed                    5   another run is at work
  6   too little evidence to say            130, 143   cancelled, and unwound
HELP
  exit 0
fi
exec "$(dirname "${BASH_SOURCE[0]}")/front-door.sh" deploy "$@"
