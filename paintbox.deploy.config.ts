/**
 * How Paintbox is deployed. Each pipeline is a command: `pnpm deploy:prod`, `pnpm validate:prod`, …
 * A wrong order of stages is a compile error; try moving a stage.
 */
import { defineConfig, definePipeline, parallel } from '@paintbox/deploy-core';
import {
  checkKeys,
  ensureKeys,
  identity,
  migrateKeys,
  printPolicy,
  retireKeys,
  rotateKeys,
  s3,
  secretVersions,
  tokenSigner,
} from '@paintbox/deploy-plugin-aws';
import {
  assess,
  baseline,
  excel,
  gate,
  inside,
  keysEndpoint,
  monitor,
  prove,
  suite,
  watch,
} from '@paintbox/deploy-plugin-checks';
import type { SuiteOptions } from '@paintbox/deploy-plugin-checks';
import * as fly from '@paintbox/deploy-plugin-fly';
import { email, notifyTest, slack } from '@paintbox/deploy-plugin-notify';
import { openTelemetry } from '@paintbox/deploy-plugin-otel';

/** The app on Fly.io. Elsewhere the proxy may need ten seconds to know of a change; the local one knows at once. */
const app = fly.app({ config: 'fly.production.toml', spreadMs: { local: 300 } });

/** Labels of the image: its commit, and the GitHub job that built it. Empty elsewhere. */
const args = { REVISION: process.env['GITHUB_SHA'], BUILD: process.env['GITHUB_RUN_ID'] };

/** Options of the suite. The watch and the monitor use the same. */
const looks: SuiteOptions = {
  tokens: {
    signer: tokenSigner(),
    path: '/api/me',
    claims: { iss: 'paintbox', aud: 'paintbox', sub: 'checks' },
  },
  fleet: fly.fleetObserver(),
  identity: { propagationMs: { local: 500 } }, // the local edge knows of a switch at once; Fly's may need fifteen seconds
};

/** One suite for deploys, rollbacks and validations. */
const proof = suite(looks);

/** The app prices jobs as the workbook of the business does. */
const estimates = excel({
  workbook: 'examples/paintbox/parity/estimates.xlsx',
  sheets: ['Rooms', 'Houses'],
  category: 'Category',
  inputs: {
    Case: 'areas.0.name',
    'Area m2': 'areas.0.areaM2',
    Coats: 'areas.0.coats',
    Prep: 'areas.0.prep',
    Quality: 'quality',
    'Tax rate': 'taxRate',
  },
  outputs: {
    Preparation: 'lines.0.preparation',
    Paint: 'lines.0.paint',
    Labour: 'lines.0.labour',
    Subtotal: 'subtotal',
    Tax: 'tax',
    Total: 'total',
  },
  answer: '/api/estimate',
  mismatches: '.paintbox/parity-mismatches.xlsx',
});

/** What can be asked inside a machine, before it gets traffic. */
const proofInside = inside({ ...looks, checks: [estimates], door: fly.insideDoor() });

/** Who is told: SLACK_WEBHOOK, NOTIFICATION_EMAIL and SMTP_URL say where. Without them nobody is, and nothing changes. */
const channels = [slack(), email()];

export default defineConfig({
  app: 'paintbox',

  // Where more than one machine deploys, they share a bucket (docs/state.md); otherwise state is in the folder .paintbox/.
  state: (place) => {
    const bucket = place.env['PAINTBOX_STATE_BUCKET'];
    return bucket === undefined || bucket === '' ? undefined : s3({ bucket })(place);
  },

  // The same pipelines run in each; a local run is pointed at emulators by environment variables.
  environments: {
    production: { url: 'https://paintbox.fly.dev' },
    staging: { url: 'https://paintbox-staging.fly.dev', app: 'paintbox-staging' },
    local: { url: 'https://localhost', note: 'emulators of AWS and Fly.io: test doubles, not the services' },
  },

  // Traces where OTEL_EXPORTER_OTLP_ENDPOINT says.
  listeners: [...channels, openTelemetry()],

  pipelines: [
    definePipeline(
      'deploy',
      [
        parallel(app.preflight(), identity()), // every missing prerequisite at once
        parallel(app.wayBack(), secretVersions()), // what serves now could be put back
        ensureKeys(), // a key pair that fits together, made where there is none
        app.build({ args }), // once
        baseline(), // what the release will be compared with
        app.command(), // migrations, on a machine of their own
        app.boot(), // the new machines, without traffic
        proofInside, // asked inside each of them
        app.switch(), // traffic moves
        app.update(), // machines that hold volumes, in place
        proof, // from outside, on the new build
        gate('parity', [estimates]), // of the new build only: an older one may know older prices
        watch({ ...looks, forMs: { local: 2_000 } }), // five minutes elsewhere, while it can still be taken back
        app.markStable(), // earned, with the evidence
        app.retire(), // the old machines rest, and are the way back
      ],
      { describe: 'release the app, prove that it answers rightly, or put the last release back' },
    ),

    // For a job of its own: what it builds, deploy --image releases.
    definePipeline('build', [app.preflight(), app.build({ args })], {
      describe: 'build the image and push it; its name is in the record',
    }),

    definePipeline('validate', [proof], { describe: 'run the checks of a deploy against the running app' }),

    // Without credentials, so that it runs anywhere: by hand, from cron, in a container.
    definePipeline('monitor', [monitor()], {
      describe: 'watch the running app, and say when its health changes',
    }),

    definePipeline('parity', [gate('parity', [estimates])], {
      describe: 'compare the prices of the running app with the workbook',
    }),

    definePipeline(
      'rollback',
      [
        assess(), // is anything wrong?
        parallel(app.preflight({ fleet: 'any' }), identity()), // a rollback accepts a broken fleet, and repairs it
        app.chooseStable(), // with the reasons
        app.confirmRollback(),
        app.bringBack(), // what was kept of it, or new machines, without traffic
        inside({ ...looks, door: fly.insideDoor() }),
        app.rehearse(), // with --rehearse it ends here
        app.restore(), // traffic moves
        checkKeys(),
        proof, // held to the same suite as a deploy
        app.markStable(),
        app.retire(),
      ],
      { describe: 'put the last proven release back' },
    ),

    definePipeline('checks prove', [prove({ tokens: looks.tokens })], {
      describe: 'break a twin of the running app in every way there is, and show which check notices',
    }),

    // Once, by a person: FLY_APP and a token of an app that nobody needs.
    definePipeline('platform probe', [app.probe()], {
      describe: 'try on a throw-away app what we assume about Fly.io',
    }),
    definePipeline('keys check', [identity(), checkKeys(), keysEndpoint()], {
      describe: 'prove that the stored JWT keys fit together',
    }),
    definePipeline('keys ensure', [identity(), ensureKeys(), keysEndpoint()], {
      describe: 'make the JWT key pair where there is none',
    }),
    // How long a rotation waits follows from how long a token lives and how long the key set is cached; before a key signs, the app must serve it.
    definePipeline(
      'keys rotate',
      [
        identity(),
        rotateKeys({ tokenTtlSeconds: 3600, cacheMaxAgeSeconds: 300, endpoint: '/.well-known/jwks.json' }),
      ],
      {
        describe: 'take the rotation one step on: publish a new key, or let the published one sign',
      },
    ),
    definePipeline('keys retire', [identity(), retireKeys()], {
      describe: 'remove the JWT keys that no live token was signed with',
    }),
    definePipeline('keys migrate', [identity(), migrateKeys()], {
      describe: 'bring keys that an older tool stored into the present shape',
    }),
    definePipeline('notify test', [notifyTest(channels)], {
      describe: 'send a sample by each channel, and say what came of it',
    }),
    definePipeline('aws policy', [printPolicy()], {
      describe: 'print the IAM policy that a use of the keys needs',
    }),
  ],
});
