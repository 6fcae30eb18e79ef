/** What a stage was given in confidence must be in nothing that it says. */
import { createRedactor } from '../../secrets/redactor.ts';
import type { RunEvent } from '../../words/event.ts';
import { judged, skipped } from './finding.ts';
import type { Finding } from './finding.ts';

/** Shorter values cannot be told from ordinary words. */
const SHORTEST = 6;

/** Searches every event for every secret, in the forms tools print them in. */
export function secretsFinding(events: readonly RunEvent[], secrets: readonly string[]): Finding {
  if (secrets.length === 0) return skipped('secrets', 'no secret was given');
  if (secrets.some((secret) => secret.length < SHORTEST)) {
    return skipped('secrets', `a secret shorter than ${SHORTEST} characters cannot be looked for`);
  }
  if (events.length === 0) return skipped('secrets', 'the stage was not run');
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  const leaks = events.filter((event) => {
    const text = JSON.stringify(event);
    return redactor.text(text) !== text;
  });
  const where = new Set(leaks.map((event) => redactor.text(JSON.stringify(event))));
  return judged(
    'secrets',
    [...where].slice(0, 3).map((text) => `an event shows one: ${text.slice(0, 200)}`),
  );
}
