/** Stores the health history between runs: as evidence of the monitor's check, read again from the journal. */
import type { CheckResult } from '@paintbox/deploy-core';
import type { Health } from '@paintbox/deploy-core/release';
import { isObject } from '../http/parse-object.ts';
import type { Window } from './window.ts';

/** The stored form of a health book. */
export interface BookPage {
  readonly health: Health | null;
  /** ISO 8601: the time of the latest look. */
  readonly at: string | null;
  /** By id and target of the check. */
  readonly windows: Readonly<Record<string, Window & { readonly critical: boolean }>>;
}

const KEY = 'book';
const HEALTHS: readonly unknown[] = ['healthy', 'unhealthy', 'no-data', null];
const OUTCOMES: readonly unknown[] = ['good', 'bad', 'none'];

/** The evidence that stores a page. */
export function bookEvidence(page: BookPage): CheckResult['evidence'] {
  return { [KEY]: page };
}

/** The page stored in a check's evidence; undefined when there is none or it cannot be read. Then earlier looks do not count. */
export function bookOf({ evidence }: Pick<CheckResult, 'evidence'>): BookPage | undefined {
  const page = evidence[KEY];
  return isPage(page) ? page : undefined;
}

function isPage(value: unknown): value is BookPage {
  if (!isObject(value) || !isObject(value['windows'])) return false;
  const { health, at, windows } = value;
  return (
    HEALTHS.includes(health) &&
    (at === null || typeof at === 'string') &&
    Object.values(windows).every(isWindow)
  );
}

function isWindow(value: unknown): boolean {
  if (!isObject(value) || !Array.isArray(value['recent'])) return false;
  const { recent, health, critical } = value;
  return (
    HEALTHS.includes(health) &&
    typeof critical === 'boolean' &&
    recent.every((look) => OUTCOMES.includes(look))
  );
}
