/** A span, before it is written as OTLP. */
import { createHash } from 'node:crypto';

/** The value of an attribute. */
export type Attribute = string | number | boolean;

/** Something that happened at one moment of a span. */
export interface SpanMoment {
  readonly name: string;
  readonly at: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** Another trace that belongs to a span. */
export interface SpanLink {
  readonly traceId: string;
  readonly spanId: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A part of a run with a start and an end. */
export interface Span {
  /** 16 hex digits. */
  readonly id: string;
  readonly parent: string | undefined;
  readonly name: string;
  readonly kind: 'internal' | 'server';
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly moments: readonly SpanMoment[];
  readonly links?: readonly SpanLink[] | undefined;
  /** How many more there were. */
  readonly linksLeftOut?: number | undefined;
  /** The error message of a failed part. */
  readonly failure: string | undefined;
}

/**
 * The trace id of a run: 32 hex digits, computed from the run id, so that a process that settles a killed run uses the same trace id.
 * W3C Trace Context §3.2.2.3.
 */
export function traceIdOf(
  place: { readonly app: string; readonly environment: string },
  runId: string,
): string {
  return digest(`${place.app}/${place.environment}/${runId}`).slice(0, 32);
}

/** A span id, computed from its trace and its name. W3C Trace Context §3.2.2.4. */
export function spanIdOf(traceId: string, what: string): string {
  return digest(`${traceId}/${what}`).slice(0, 16);
}

/** An id of zeros only is not valid; a hash is never that. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
