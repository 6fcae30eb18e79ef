import { definePipeline, makeOne, same, useOne } from '../words.ts';
import { defineConfig } from '../../../src/index.ts';
import type { Pipeline, RunEvent } from '../../../src/index.ts';
import type { DeployConfig } from '../../../src/run.ts';

const pipeline = definePipeline('deploy', [makeOne(), useOne()]);
same<typeof pipeline, Pipeline<'deploy', 'one'>>(true);
const any: Pipeline = pipeline;

const config = defineConfig({
  app: 'shop',
  environments: { production: { url: 'https://shop.example' } },
  pipelines: [pipeline, any],
  listeners: [{ name: 'quiet', handle: (event) => same<typeof event, RunEvent>(true) }],
});
same<typeof config, DeployConfig>(true);
