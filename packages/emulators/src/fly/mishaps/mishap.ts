/** What can go wrong in a call of the platform, as data. */

/** What happens to a machine after the platform has accepted a call. Kept with the machine until its next update. */
export const machineFates = ['pull-failed', 'unpack-failed', 'boot-crash', 'check-never-passes'] as const;

export type MachineFate = (typeof machineFates)[number];

/**
 * One thing that goes wrong. "Acted" says whether the platform does what it was asked before the answer is spoiled.
 *
 * - `lost-before`: the connection ends before the platform acts
 * - `lost-after`: the platform acts, and the connection ends without an answer
 * - `status`: an error answer; `acted` (default false), seconds for `retry-after`, `text` of the error
 * - `no-capacity`: the platform's answer where there is no room: 412 for a create, 409 for a machine that exists, 400 for a volume
 * - `garbage`: bytes that are no JSON, with status 200; acted unless said otherwise
 * - `half`: JSON that stops in the middle; `length: 'whole'` announces the whole and then breaks off; acted unless said otherwise
 * - `html`: a page of some proxy, with status 200 or the given one; not acted unless said otherwise
 * - `empty`: no body, with status 200; acted unless said otherwise
 * - `answer`: this JSON, whatever is true; not acted
 * - `slow`: the answer takes `ms`; the platform acts at once, or with `acts: 'late'` only then
 * - `hang`: no answer until the client gives up or the emulator ends; not acted unless said otherwise
 * - `lagging`: a read shows the state of `ms` ago; what was not there then is missing or 404
 * - `empty-list`: a list without anything in it
 * - `dead-host`: the host of the machine (the call's, or the one named here) is unreachable before the platform acts, or after a create
 * - `pull-failed`, `unpack-failed`: a create is accepted, then the machine is `launch_failed` and soon gone; an update is taken back
 * - `boot-crash`: the machine's process ends at once with exit code 1, at every start until the next update
 * - `check-never-passes`: the machine runs, and none of its checks ever passes, until the next update
 */
export type Trouble =
  | { readonly kind: 'lost-before' | 'lost-after' | 'no-capacity' | 'empty-list' | MachineFate }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly acted?: boolean | undefined;
      readonly retryAfter?: number | undefined;
      readonly text?: string | undefined;
    }
  | { readonly kind: 'garbage' | 'empty' | 'hang'; readonly acted?: boolean | undefined }
  | {
      readonly kind: 'half';
      readonly length?: 'half' | 'whole' | undefined;
      readonly acted?: boolean | undefined;
    }
  | { readonly kind: 'html'; readonly status?: number | undefined; readonly acted?: boolean | undefined }
  | { readonly kind: 'answer'; readonly json: unknown }
  | { readonly kind: 'slow'; readonly ms: number; readonly acts?: 'at-once' | 'late' | undefined }
  | { readonly kind: 'lagging'; readonly ms: number }
  | { readonly kind: 'dead-host'; readonly machine?: string | undefined };

/** A trouble and the calls it meets. */
export interface Mishap {
  /** Name of the call as in the log of calls, or a pattern with `*`: `machines.create`, `machines.*`, `*`. */
  readonly call: string;
  /** Only calls of this machine, by id or by name; a create is found by the name it gives. */
  readonly machine?: string | undefined;
  /** Which of these calls is the first to be met: 1 (the default) is the next one. */
  readonly on?: number | undefined;
  /** How many calls are met; default 1. */
  readonly times?: number | undefined;
  readonly what: Trouble;
}

const lists = ['apps', 'machines', 'volumes', 'secrets', 'ips', 'releases', 'regions', 'organizations'];
const ofOneMachine = /^(?:machines\.(?!list$|create$)|metadata\.|leases\.)/u;
const roomNeeded = [
  'machines.create',
  'machines.update',
  'machines.start',
  'machines.restart',
  'volumes.create',
];

const laggingReads = [
  'machines.list',
  'machines.get',
  'machines.wait',
  'leases.get',
  'leases.acquire',
  'apps.get',
  'secrets.list',
  'ips.list',
  'releases.list',
  'releases.current',
];

/** Where a trouble can strike; one that is not here strikes any call. */
const places: Readonly<Partial<Record<Trouble['kind'], (call: string) => boolean>>> = {
  'no-capacity': (call) => roomNeeded.includes(call),
  lagging: (call) => laggingReads.includes(call),
  'empty-list': (call) => lists.some((list) => call === `${list}.list`),
  'dead-host': (call) => call === 'machines.create' || call === 'machines.list' || ofOneMachine.test(call),
  'pull-failed': (call) => ['machines.create', 'machines.update'].includes(call),
  'unpack-failed': (call) => ['machines.create', 'machines.update'].includes(call),
  'boot-crash': (call) => /^machines\.(?:create|update|start|restart)$/u.test(call),
  'check-never-passes': (call) => /^machines\.(?:create|update|start|restart)$/u.test(call),
};

/** Whether a trouble can strike a call of this name. */
export function canStrike(kind: Trouble['kind'], call: string): boolean {
  return places[kind]?.(call) ?? true;
}
