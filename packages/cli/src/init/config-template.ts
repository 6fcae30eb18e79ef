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
import { assess, keysEndpoint, monitor, suite } from '${PACKAGES.checks}'; //+keys
import { assess, monitor, suite } from '${PACKAGES.checks}'; //-keys
import type { SuiteOptions } from '${PACKAGES.checks}';
import * as fly from '${PACKAGES.fly}';

const config = '${flyConfig}';

/** What the checks look at. */
const looks: SuiteOptions = {
  // Paths of your app. The health answer names the build: in the header x-paintbox-build, or as "build" in the document.
  endpoints: { home: '/', health: '${health}', jwks: '${jwks}' }, //+keys
  endpoints: { home: '/', health: '${health}' }, //-keys
  skip: ['jwks', 'latency.jwks'], // the app serves no key set //-keys
};

/** One suite for deploys, rollbacks and validations: a rollback must pass the same checks as a deploy. */
const proof = suite(looks);

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
        parallel(fly.preflight({ config }), identity()), // every missing prerequisite at once //+keys
        ensureKeys(), // a key pair that fits together, made where there is none //+keys
        fly.preflight({ config }), // every missing prerequisite at once //-keys
        fly.build({ config }), // once
        fly.release({ config }), // blue-green, observed
        proof, // from outside, on the new build
        fly.markStable(), // earned, with the evidence
      ],
      { describe: 'release the app, prove that it answers rightly, or put the last release back' },
    ),
    definePipeline('build', [fly.preflight({ config }), fly.build({ config })], {
      describe: 'build the image and push it; its name is in the record',
    }),
    definePipeline('validate', [proof], { describe: 'ask the running app everything a deploy would ask' }),
    definePipeline('monitor', [monitor(looks)], {
      describe: 'watch the running app, and say when its health changes',
    }),
    definePipeline(
      'rollback',
      [
        assess(looks), // is anything wrong?
        parallel(fly.preflight({ config, fleet: 'any' }), identity()), // a rollback accepts a broken fleet, and repairs it //+keys
        fly.preflight({ config, fleet: 'any' }), // a rollback accepts a broken fleet, and repairs it //-keys
        fly.chooseStable(), // with the reasons
        fly.confirmRollback(),
        fly.restore({ config }),
        checkKeys(), //+keys
        proof, // held to the same suite as a deploy
        fly.markStable(),
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
