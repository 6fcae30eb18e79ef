/** Masks the secrets in an event, but not the words of the engine: a password may be the word `succeeded`, or the name of a stage. */
import type { Redactor } from '../secrets/redactor.ts';
import type { EventBody } from '../words/event.ts';

/**
 * Members that the fold of the events depends on. They hold words and numbers of the engine and names from the code of the pipeline.
 * The name of an effect may be made at run time; one that holds a secret is refused.
 */
const OURS: ReadonlySet<string> = new Set([
  'type',
  'pipeline',
  'pipelineHash',
  'stages',
  'stage',
  'effect',
  'target',
  'outcome',
  'attempt',
  'durationMs',
  'status',
  'exitCode',
  'token',
  'version',
  'process',
  'journal',
  'goal',
  'level',
  'leave',
  'proven',
]);

/** The event with every secret masked that a stage, a service or a person may have put into it. */
export function maskedEvent(body: EventBody, redactor: Redactor): EventBody {
  if (redactor.isEmpty) return body;
  const members = Object.entries(body).map(([key, value]) => [key, masked(key, value, redactor)]);
  // The members are those of the event, so its type is the same.
  return Object.fromEntries(members) as EventBody;
}

function masked(key: string, value: unknown, redactor: Redactor): unknown {
  if (OURS.has(key)) return value;
  if (key !== 'outputs') return redactor.data(value);
  // The keys are the ids of artifacts.
  return Object.fromEntries(Object.entries(value as object).map(([id, each]) => [id, redactor.data(each)]));
}
