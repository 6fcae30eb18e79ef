/** The errors of this plugin: what each means, what to do, and the exit code of a run that ends with it and changed nothing. */
import { errorTable } from '@paintbox/deploy-core';

export const errors = errorTable('cdn', {
  CDN_TOKEN_MISSING: {
    exitCode: 2,
    means: '`CDN_TOKEN` is not set.',
    do: 'make a token in the console of the CDN, and set `CDN_TOKEN` to it',
  },
  CDN_REFUSED: {
    exitCode: 1,
    means: 'The CDN refused a call, or is not well (5xx).',
    do: 'check `CDN_TOKEN` and the name of the zone',
  },
  CDN_ANSWER: {
    exitCode: 1,
    means: 'The CDN answered, but does not say what a zone serves.',
    do: 'check the address of its API',
  },
});
