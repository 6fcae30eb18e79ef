// expect: Property 'url' is missing in type '{}' but required in type 'EnvironmentConfig'
import { defineConfig } from '../../../src/index.ts';

defineConfig({
  app: 'shop',
  environments: {
    production: {}, // <- guilty
  },
  pipelines: [],
});
