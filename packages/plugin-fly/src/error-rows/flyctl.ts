/** Errors of builds, of new machines and of the release command. */

export const flyctlRows = {
  FLY_TOKEN_REFUSED: {
    exitCode: 1,
    rights: true,
    means: 'The token is missing, expired, or of another organisation.',
    do: 'make a new token with `flyctl tokens create deploy -a APP`, and set `FLY_API_TOKEN` to it',
  },
  FLY_APP_NOT_FOUND: {
    exitCode: 1,
    rights: true,
    means: 'Fly.io has no such app, or the token has no access to it. Both give the same answer.',
    do: 'make the app with `flyctl apps create APP`, or check the token and `FLY_APP`',
  },
  FLY_CONFIG_REFUSED: {
    exitCode: 1,
    means: 'flyctl refuses the config file.',
    do: 'run `flyctl config validate --strict`, and correct the config file',
  },
  FLY_BUILD_FAILED: {
    exitCode: 1,
    means: 'The image cannot be built.',
    do: 'correct the Dockerfile or the code; the build output is in the log',
  },
  FLY_BUILDER_UNAVAILABLE: {
    exitCode: 1,
    means: 'The remote builder, not the build, failed.',
    do: 'try again. If it stays, switch depot off or recreate the builder',
  },
  FLY_IMAGE_MISSING: {
    exitCode: 1,
    means:
      'The registry does not have the image. A fresh push may need some seconds; an old image may have been pruned.',
    do: 'try again; else build anew, or choose another image',
  },
  FLY_IMAGE_ELSEWHERE: {
    exitCode: 1,
    rights: true,
    means:
      'The image is in the registry of Fly.io for an app of another organisation. That registry gives access by organisation, so the machines of this app cannot read it.',
    do: 'push the image to a registry that every organisation can read, or to the registry of an app in the same organisation',
  },
  FLY_IMAGE_TOO_BIG: {
    exitCode: 1,
    means: 'The unpacked image does not fit on a machine (8 GB).',
    do: 'make the image smaller',
  },
  FLY_GREEN_UNHEALTHY: {
    exitCode: 1,
    means: 'The new machines did not become healthy; the old ones still serve.',
    do: '`flyctl logs` shows why the app does not start or pass its checks',
  },
  FLY_HEALTH_TIMEOUT: {
    exitCode: 1,
    means: 'The app did not pass its health check in time.',
    do: 'look at `flyctl checks list` and `flyctl logs`; a slow start needs a longer `grace_period`',
  },
  FLY_CRASHING: {
    exitCode: 1,
    means: 'The app ends soon after its start.',
    do: 'see why with `flyctl logs`',
  },
  FLY_MACHINE_STUCK: {
    exitCode: 1,
    means: 'A machine did not start, or ended at once.',
    do: '`flyctl machine status ID` shows its exit code; a slow image pull needs a longer `healthyMs`',
  },
  FLY_NO_CAPACITY: {
    exitCode: 1,
    means: 'There is no room for twice the machines: a quota, a full region, or no payment method.',
    do: 'raise the limit, free some machines, or try later',
  },
  FLY_LEASE_HELD: {
    exitCode: 1,
    means: "Somebody else changes the app's machines, or died seconds ago and its leases have not expired.",
    do: 'wait until nobody else works on this app. The leases of a dead tool expire by themselves',
  },
  FLY_RELEASE_COMMAND_FAILED: {
    exitCode: 1,
    means: 'The release command ended with an error. No serving machine was touched.',
    do: 'correct the release command, whose log the run has, and deploy again',
  },
  FLY_RELEASE_COMMAND_LOST: {
    exitCode: 4,
    means:
      'Twice the machine of the release command was gone before its exit code could be read. It may have succeeded. No serving machine was touched.',
    do: 'see with `flyctl logs` what it did, and deploy again',
  },
  FLY_RELEASE_COMMAND_TIMEOUT: {
    exitCode: 1,
    means: 'The release command did not end in time. It may still run, or may have succeeded.',
    do: 'look for the machine of the release command before anything else',
  },
  FLY_PLATFORM_UNREACHABLE: {
    exitCode: 1,
    means: 'Fly.io did not answer, or with an error: a rate limit, a lost connection, a server error.',
    do: 'see [status.flyio.net](https://status.flyio.net) and try again',
  },
  FLY_FLYCTL_FAILED: {
    exitCode: 1,
    means: 'flyctl failed for an unknown reason. Its last lines are in the message.',
    do: 'run the command by hand to see its whole output; `flyctl status` shows the current machines',
  },
} as const;
