/** No event of a stage may contain a secret that the stage was given. */
import { createRedactor } from '../../secrets/redactor.ts';
import type { Redactor } from '../../secrets/redactor.ts';
import type { RunEvent } from '../../words/event.ts';
import { judged, skipped } from './finding.ts';
import type { RuleFinding } from './finding.ts';

/** Shorter values may be ordinary words. */
const SHORTEST = 6;

/** Searches every event for every secret, in all the forms in which tools print them. */
export function secretsFinding(events: readonly RunEvent[], secrets: readonly string[]): RuleFinding {
  if (secrets.length === 0) return skipped('secrets', 'no secret was given');
  if (secrets.some((secret) => secret.length < SHORTEST)) {
    return skipped('secrets', `a secret shorter than ${SHORTEST} characters cannot be looked for`);
  }
  if (events.length === 0) return skipped('secrets', 'the stage was not run');
  const redactor = createRedactor();
  for (const secret of secrets) redactor.add(secret);
  const leaks = events.flatMap((event) => leaksOf(event, event.type, redactor));
  return judged('secrets', [...new Set(leaks)].slice(0, 3));
}

/** Each member that shows a secret: the event, the place in it, and the words around. */
function leaksOf(value: unknown, path: string, redactor: Redactor): readonly string[] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, member]) => [
      ...leaksOf(key, `a name in ${path}`, redactor),
      ...leaksOf(member, `${path}.${redactor.text(key)}`, redactor),
    ]);
  }
  const text = String(value);
  const masked = redactor.text(text);
  return masked === text ? [] : [`${path} shows one: ${around(masked)}, ${text.length} characters long`];
}

/** The masked place with the words beside it. */
function around(masked: string): string {
  const at = Math.max(0, masked.indexOf('[redacted]') - 60);
  return JSON.stringify(
    `${at > 0 ? '…' : ''}${masked.slice(at, at + 140)}${masked.length > at + 140 ? '…' : ''}`,
  );
}
