/** The config file that `init` writes: short enough to read at once, and complete enough to deploy. */

/** The packages that the config imports, and the command line. The command line itself imports no plugin. */
export const PACKAGES = {
  cli: '@paintbox/deploy-cli',
  core: '@paintbox/deploy-core',
  aws: '@paintbox/deploy-plugin-aws',
  checks: '@paintbox/deploy-plugin-checks',
  fly: '@paintbox/deploy-plugin-fly',
} as const;

/** The facts about the app. */
export interface ConfigFacts {
  readonly app: string;
  readonly url: string;
  /** The platform's config file. */
  readonly flyConfig: string;
  /** The path of the health document; the front page where there is none. */
  readonly health: string;
  /** The path of the key set. Undefined for an app that serves none: nothing is then asked about keys. */
  readonly jwks: string | undefined;
}

/** Ends a line of the template that only an app with a key set gets, and one that only an app without gets. */
const [WITH_KEYS, WITHOUT_KEYS] = [' //+keys', ' //-keys'];

/** The text of `paintbox.deploy.config.ts`. */
export function configTemplate(facts: ConfigFacts): string {
  const [wanted, left] = facts.jwks === undefined ? [WITHOUT_KEYS, WITH_KEYS] : [WITH_KEYS, WITHOUT_KEYS];
  return template(facts)
    .split('\n')
    .filter((line) => !line.endsWith(left))
    .map((line) => (line.endsWith(wanted) ? line.slice(0, -wanted.length) : line))
    .join('\n');
}

function template({ app, url, flyConfig, health, jwks = '' }: ConfigFacts): string {
  return `/**
 * How ${app} is deployed. Each pipeline is a command: \`paintbox-deploy deploy\`, \`paintbox-deploy validate\`, …
 * A wrong order of stages is a compile error; try moving a stage.
 */
import { defineConfig, definePipeline, parallel } from '${PACKAGES.core}'; //+keys
import { defineConfig, definePipeline } from '${PACKAGES.core}'; //-keys
import { checkKeys, ensureKeys, identity, s3 } from '${PACKAGES.aws}'; //+keys
import { s3 } from '${PACKAGES.aws}'; //-keys
import { assess, inside, keysEndpoint, monitor, suite } from '${PACKAGES.checks}'; //+keys
import { assess, inside, monitor, suite } from '${PACKAGES.checks}'; //-keys
import type { SuiteOptions } from '${PACKAGES.checks}';
import * as fly from '${PACKAGES.fly}';

/** The app on Fly.io. */
const app = fly.app({ config: '${flyConfig}' });

/** What the checks look at. */
const looks: SuiteOptions = {
  // Paths of your app. The health answer names the build: in the header x-paintbox-build, or as "build" in the document.
  endpoints: { home: '/', health: '${health}', jwks: '${jwks}' }, //+keys
  endpoints: { home: '/', health: '${health}' }, //-keys
  skip: ['jwks', 'latency.jwks'], // the app serves no key set //-keys
};

/** One suite for deploys, rollbacks and validations: a rollback must pass the same checks as a deploy. */
const proof = suite(looks);

/** What can be asked inside a new machine, before it gets traffic. */
const proofInside = inside({ ...looks, door: fly.insideDoor() });

export default defineConfig({
  app: '${app}',

  environments: {
    production: { url: '${url}' },
    // staging: { url: 'https://${app}-staging.fly.dev', app: '${app}-staging' },
  },

  // If several machines deploy (a laptop and CI, for example), they must share a bucket. By default, state is in the folder .paintbox/.
  state: (place) => {
    const bucket = place.env['PAINTBOX_STATE_BUCKET'];
    return bucket === undefined || bucket === '' ? undefined : s3({ bucket })(place);
  },

  pipelines: [
    definePipeline(
      'deploy',
      [
        parallel(app.preflight(), identity()), // every missing prerequisite at once //+keys
        app.preflight(), // every missing prerequisite at once //-keys
        app.wayBack(), // what serves now could be put back
        ensureKeys(), // a key pair that fits together, made where there is none //+keys
        app.build(), // once
        app.command(), // the release command of the config file, if it has one
        app.boot(), // the new machines, without traffic
        proofInside, // asked inside each of them
        app.switch(), // traffic moves
        app.update(), // machines that hold volumes, in place
        proof, // from outside, on the new build
        app.markStable(), // earned, with the evidence
        app.retire(), // the old machines rest, and are the way back
      ],
      { describe: 'release the app, prove that it answers rightly, or put the last release back' },
    ),
    definePipeline('build', [app.preflight(), app.build()], {
      describe: 'build the image and push it; its name is in the record',
    }),
    definePipeline('validate', [proof], { describe: 'run the checks of a deploy against the running app' }),
    definePipeline('monitor', [monitor(looks)], {
      describe: 'watch the running app, and say when its health changes',
    }),
    definePipeline(
      'rollback',
      [
        assess(looks), // is anything wrong?
        parallel(app.preflight({ fleet: 'any' }), identity()), // a rollback accepts a broken fleet, and repairs it //+keys
        app.preflight({ fleet: 'any' }), // a rollback accepts a broken fleet, and repairs it //-keys
        app.chooseStable(), // with the reasons
        app.confirmRollback(),
        app.bringBack(), // what was kept of it, or new machines, without traffic
        proofInside,
        app.rehearse(), // with --rehearse it ends here
        app.restore(), // traffic moves
        checkKeys(), //+keys
        proof, // held to the same suite as a deploy
        app.markStable(),
        app.retire(),
      ],
      { describe: 'put the last proven release back' },
    ),
    definePipeline('keys check', [identity(), checkKeys(), keysEndpoint()], { //+keys
      describe: 'prove that the stored JWT keys fit together', //+keys
    }), //+keys
    definePipeline('keys ensure', [identity(), ensureKeys(), keysEndpoint()], { //+keys
      describe: 'make the JWT key pair where there is none', //+keys
    }), //+keys
  ],
});
`;
}
