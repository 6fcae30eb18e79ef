import { artifact, definePipeline, stage } from '../words.ts';
import type { StandardSchemaV1 } from '@standard-schema/spec';

const port: StandardSchemaV1<unknown, number> = {
  '~standard': {
    version: 1,
    vendor: 'elsewhere',
    validate: (value) => (typeof value === 'number' ? { value } : { issues: [{ message: 'not a port' }] }),
  },
};
const chosen = artifact('port', port);

definePipeline('p', [stage({ name: 'choose', provides: { chosen }, run: () => ({ chosen: 8080 }) })]);
