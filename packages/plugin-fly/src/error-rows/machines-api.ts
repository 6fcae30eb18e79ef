/** Errors of the calls to the Machines API and to the registry. */

export const machinesApiRows = {
  FLY_NOT_ALLOWED: {
    exitCode: 1,
    rights: true,
    means:
      'The platform knows the token and refuses the call (403): the token is of another app or read-only, or the app belongs to another organisation.',
    do: 'make a token for this app with `flyctl tokens create deploy -a APP`, set `FLY_API_TOKEN` to it, and check `FLY_APP`',
  },
  FLY_TOKEN_UNUSABLE: {
    exitCode: 1,
    rights: true,
    means: 'The variable with the token holds characters that no token has: quotes, spaces, a second line.',
    do: 'set it to exactly what `flyctl tokens create deploy -a APP` printed',
  },
  FLY_ADDRESS: {
    exitCode: 2,
    means:
      'A variable that says where the platform is holds something else: `FLY_FLAPS_BASE_URL`, `FLY_API_BASE_URL`, `FLY_REGISTRY_HOST`.',
    do: 'correct the variable, or remove it: without it, Fly.io itself is asked',
  },
  FLY_NOT_FOUND: {
    exitCode: 1,
    means:
      'The platform does not know what was asked for (404): a machine that was removed, or one so new that not every server has heard of it.',
    do: 'look at `flyctl machine list`; deploy again if somebody removed machines by hand',
  },
  FLY_CONFLICT: {
    exitCode: 1,
    means: 'Another change is in the way (409): the name of a machine is taken, or the machine is busy.',
    do: 'wait until nobody else works on this app, and look at `flyctl machine list`',
  },
  FLY_CHANGED_MEANWHILE: {
    exitCode: 1,
    means:
      'A machine is not as it was when we read it, or not in a state in which this can be done (412). Nothing was changed.',
    do: 'find out who else changes machines of this app, and deploy again',
  },
  FLY_CALL_REFUSED: {
    exitCode: 1,
    means: 'The platform says that a call is wrong (400, 422). Nothing was changed.',
    do: 'read what it said; usually a value of the config file that the platform does not accept',
  },
  FLY_RATE_LIMITED: {
    exitCode: 1,
    throttled: true,
    means:
      'The platform asks to call less often (429), longer than we wait. Nothing was changed by that call.',
    do: 'wait a minute and try again; other tools with the same app share its limit',
  },
  FLY_ANSWER_UNUSABLE: {
    exitCode: 1,
    means:
      'An answer of the platform cannot be used: empty, no JSON, a page for people, half, or of another shape.',
    do: 'check that no proxy answers in its place, and `FLY_FLAPS_BASE_URL`; see [status.flyio.net](https://status.flyio.net)',
  },
  FLY_CHANGE_UNCERTAIN: {
    exitCode: 1,
    means:
      'A change was sent, and no answer says whether it was made: a lost connection, a timeout, a server error. The machines are read to find out.',
    do: 'run the command again: it reads the machines before it changes anything. A run that was killed is settled by `paintbox-deploy resume`',
  },
  FLY_WAIT_TIMEOUT: {
    exitCode: 1,
    means: 'A machine did not get into the state it should have in the time for it.',
    do: '`flyctl machine status ID` and `flyctl logs` show why; a large image needs a longer wait',
  },
} as const;
