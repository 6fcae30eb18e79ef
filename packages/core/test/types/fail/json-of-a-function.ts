// expect: JSON leaves out functions: keep only data
import { artifact, json } from '../words.ts';

artifact(
  'door',
  json<{ open(): void }>(), // <- guilty
);
