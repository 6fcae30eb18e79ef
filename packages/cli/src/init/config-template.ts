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
}

/** The text of `paintbox.deploy.config.ts`. */
export function configTemplate({ app, url, flyConfig }: ConfigFacts): string {
  return `/**
 * How ${app} is deployed. Each pipeline is a command: \`paintbox-deploy deploy\`, \`paintbox-deploy validate\`, …
 * A wrong order of stages is a compile error; try moving a stage.
 */
import { defineConfig, definePipeline, parallel } from '${PACKAGES.core}';
import { checkKeys, ensureKeys, identity, s3 } from '${PACKAGES.aws}';
import { assess, keysEndpoint, monitor, suite } from '${PACKAGES.checks}';
import * as fly from '${PACKAGES.fly}';

const config = '${flyConfig}';

/** One suite for deploys, rollbacks and validations: a rollback must pass the same checks as a deploy. */
const proof = suite({
  // Paths of your app. The health answer names the build: in the header x-paintbox-build, or as "build" in the document.
  endpoints: { home: '/', health: '/api/health', jwks: '/.well-known/jwks.json' },
});

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
        parallel(fly.preflight({ config }), identity()), // every missing prerequisite at once
        ensureKeys(), // a key pair that fits together, made where there is none
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
    definePipeline('monitor', [monitor()], {
      describe: 'watch the running app, and say when its health changes',
    }),
    definePipeline(
      'rollback',
      [
        assess(), // is anything wrong?
        parallel(fly.preflight({ config, fleet: 'any' }), identity()), // a rollback accepts a broken fleet, and repairs it
        fly.chooseStable(), // with the reasons
        fly.confirmRollback(),
        fly.restore({ config }),
        checkKeys(),
        proof, // held to the same suite as a deploy
        fly.markStable(),
      ],
      { describe: 'put the last proven release back' },
    ),
    definePipeline('keys check', [identity(), checkKeys(), keysEndpoint()], {
      describe: 'prove that the stored JWT keys fit together',
    }),
    definePipeline('keys ensure', [identity(), ensureKeys(), keysEndpoint()], {
      describe: 'make the JWT key pair where there is none',
    }),
  ],
});
`;
}
