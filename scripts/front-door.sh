#!/usr/bin/env bash
# Runs paintbox-deploy on the project's own Node, installing first where the lockfile is not what is installed.
# usage: scripts/front-door.sh COMMAND [FLAG…]
set -euo pipefail
cd -P "$(dirname "${BASH_SOURCE[0]}")/.."
# pnpm keeps a copy of the lockfile it installed from.
if ! cmp -s pnpm-lock.yaml node_modules/.pnpm/lock.yaml; then
  echo 'Installing what the lockfile says …' >&2
  if ! npx -y pnpm@12 install --frozen-lockfile >&2; then
    echo 'error: the installation failed, so nothing was started. Run: npx -y pnpm@12 install' >&2
    exit 2
  fi
fi
# What is printed must work when it is typed as shown.
export PAINTBOX_TYPED_AS="${PAINTBOX_TYPED_AS:-npx -y pnpm@12 paintbox-deploy}"
# This process becomes the command: signals reach it, and its exit code is the command's.
exec node_modules/.bin/node packages/cli/bin.cjs "$@"
