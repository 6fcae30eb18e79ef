/** Errors of the two secrets with the JWT keys, and of serving them. No message quotes a key. */

export const keysRows = {
  KEYS_MISSING: {
    exitCode: 1,
    means: 'Neither secret exists in that Region.',
    do: 'make them with the keys.ensure stage (`paintbox-deploy keys ensure`), or check Region and account',
  },
  KEYS_PUBLIC_MISSING: {
    exitCode: 1,
    means: 'The private key exists, but its public set does not.',
    do: 'derive it from the private key with the keys.ensure stage (`paintbox-deploy keys ensure`)',
  },
  KEYS_PRIVATE_MISSING: {
    exitCode: 1,
    means:
      'The public set exists, but the private key does not. No new key is made, because the published keys may verify live tokens.',
    do: 'put the private key back. If it is lost for good, delete the public secret and run `keys ensure`; every token signed until then is refused',
  },
  KEYS_NOT_READY: {
    exitCode: 1,
    means: 'Several problems of the keys at once. Each is listed with its own code.',
    do: 'fix each of the problems listed',
  },
  KEYS_UNUSABLE: {
    exitCode: 1,
    means:
      'A stored text is not valid. Each problem is listed with its own code: `JWKS_…`, `KEYS_…`, `JWK_…` or `KEY_…`.',
    do: 'fix each of the problems listed; `paintbox-deploy explain CODE` says what a code means',
  },
  KEYS_PAIR_MISMATCH: {
    exitCode: 1,
    means: 'Both secrets can be read, but they do not match. Nothing was changed.',
    do: 'find out which of the two is right, and put the previous version of the other back',
  },
  KEYS_SECRET_EMPTY: {
    exitCode: 1,
    means: 'A secret exists, but has never had a value.',
    do: 'store the value, or remove the secret and let `keys ensure` make it',
  },
  KEYS_NOT_VISIBLE: {
    exitCode: 1,
    means: 'A secret was just made, and AWS does not show it yet.',
    do: 'run again in a few seconds: the next run goes on from here',
  },
  KEYS_NOT_SERVED: {
    exitCode: 1,
    means:
      'A published key should sign now, but the keys endpoint does not serve it, so its tokens would be refused. Nothing was changed; the former key still signs.',
    do: 'the key stays published, and nothing is refused: see to it that the app reads the stored set (restart it, empty the CDN) and run again; `--unserved` lets the key sign all the same',
  },
  KEYS_CHANGED_MEANWHILE: {
    exitCode: 1,
    means:
      'Another writer changed a secret each time between the read and the write of this run. Its values were not overwritten.',
    do: 'run again: the next run goes on from what is stored then',
  },
  KEYS_NOT_RETIRABLE: {
    exitCode: 2,
    means: 'The named key signs now, or its tokens may still be valid.',
    do: 'rotate first, wait until the time that is named, or, when the key has leaked, add `--force`: its tokens are refused from then on',
  },
  KEYS_KID_UNKNOWN: {
    exitCode: 2,
    means: '`--kid` names a key that is neither in the private document nor published.',
    do: 'give a `--kid` that is stored; the message lists them. A key that was retired already is not among them',
  },
  KEYS_OLD_SHAPE: {
    exitCode: 1,
    means:
      '`keys rotate` or `keys retire` found a bare PEM, or a map from kid to key. Such keys can be used and checked, but not changed.',
    do: 'bring both into the present shape first: `paintbox-deploy keys migrate`. It keeps every key; make sure first that the apps that sign can read the document ([keys.md](keys.md))',
  },
  KEYS_NOT_REWRITABLE: {
    exitCode: 1,
    means:
      'The public secret has a key of an unknown type. Readers ignore it, and writing the set would remove it.',
    do: 'move those keys to a set of their own, or remove them from the secret by hand when nobody needs them',
  },
  KEYS_TOO_LARGE: {
    exitCode: 1,
    means: 'The key set does not fit into a secret, which can have 65,536 bytes.',
    do: 'remove keys that no live token was signed with: `paintbox-deploy keys retire`',
  },
  KEYS_ALGORITHM_UNKNOWN: {
    exitCode: 2,
    means: '`--algorithm` names an algorithm that new keys cannot have.',
    do: 'choose `ES256`, `RS256` or `Ed25519`',
  },
  KEYS_OPTION_INVALID: {
    exitCode: 2,
    means:
      'An option is not valid: one secret for both halves, a name that AWS does not accept, an ARN for a secret that does not exist yet, a wrong duration, or `--force` of `keys retire` without `--kid`.',
    do: 'correct the options in paintbox.deploy.config.ts, or the flags',
  },
  KEYS_PUBLIC_NOT_FOUND: {
    exitCode: 1,
    means:
      'The app that is to serve the key set finds no secret of that name (`secretsManagerSource`, `proveKeysReadable`). At its start it waits some seconds, because a secret that was just stored may not be visible everywhere.',
    do: 'check `JWT_PUBLIC_SECRET_ID` or the option `secretId`, the Region (`AWS_REGION`) and the account. Where there are no keys yet: `paintbox-deploy keys ensure`',
  },
  KEYS_UNREADABLE: {
    exitCode: 1,
    means:
      'At its start the app could not read the public keys (`proveKeysReadable`): nothing within the time limit, or its own `load` function rejected.',
    do: 'check that the machine reaches AWS (network, proxy, Region, `AWS_ENDPOINT_URL`); otherwise the message holds the error of `load`',
  },
  JWKS_UNAVAILABLE: {
    exitCode: null,
    means:
      'Answer of the key set endpoint (`createJwksHandler`): no valid set could be read, and the last good set is too old. It never serves an empty set. HTTP status 503.',
    do: 'look at the error passed to `onError`; usually the app may not read the public secret, or the secret is broken',
  },
  METHOD_NOT_ALLOWED: {
    exitCode: null,
    means: 'Answer of the key set endpoint to anything but GET, HEAD and OPTIONS. HTTP status 405.',
    do: 'ask with GET',
  },
} as const;
