#!/usr/bin/env node
/**
 * Proves that the JWT keys in AWS Secrets Manager are ready, and makes a missing pair; `--help` says more. Runs on any Node from 20, because it only
 * starts the command on the project's own Node.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const HELP = `usage: node scripts/validate-aws-secrets-integration.js [FLAG…]

Asks AWS who is calling, proves that both JWT secrets can be read and belong together, makes the pair where there is none, and asks
the keys endpoint, when one is named, whether it serves them.

  --jwks-url URL   same as JWKS_URL
  --help           this text

and every flag of: npx -y pnpm@12 paintbox-deploy keys ensure --help

Environment
  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY  or any other credentials that the AWS SDK finds
  AWS_REGION                                such as us-east-1; or the Region of AWS_PROFILE
  JWKS_URL                                  the keys endpoint to ask
  NEXTAUTH_URL                              where JWKS_URL is not set: the app whose /.well-known/jwks.json is asked

Exit codes
  0   ready                                 1   not ready
  2   wrong usage; nothing was started      4   a person is needed
  5   another run is at work                6   too little evidence to say
`;

const words = process.argv.slice(2);
if (words.includes('--help')) {
  process.stdout.write(HELP);
} else {
  process.exitCode = await run(['keys', 'ensure', ...words], {
    ...process.env,
    JWKS_URL: keysEndpoint(process.env),
  });
}

/** @param {NodeJS.ProcessEnv} env */
function keysEndpoint({ JWKS_URL, NEXTAUTH_URL }) {
  if (JWKS_URL || !NEXTAUTH_URL) return JWKS_URL;
  return `${NEXTAUTH_URL.replace(/\/+$/, '')}/.well-known/jwks.json`;
}

/**
 * Passes signals on and returns the exit code as a shell would give it.
 *
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>}
 */
async function run(command, env) {
  const child = spawn(fileURLToPath(new URL('front-door.sh', import.meta.url)), command, {
    env,
    stdio: 'inherit',
  });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
}
