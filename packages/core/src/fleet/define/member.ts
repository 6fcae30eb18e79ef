/** The members of a fleet: apps that run the same image. */

/** One app in an environment, with its labels. */
export interface Member {
  /** The platform's name of the app. */
  readonly app: string;
  /** What waves and judgements go by: `{ region: 'fra', tier: 'free' }`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Where users reach it: `https://shop-1.example`. A run of the fleet needs it of every member. */
  readonly url?: string | undefined;
}

/** Where a fleet runs. */
export interface FleetPlace {
  readonly fleet: string;
  /** The environment's name. */
  readonly environment: string;
  /** The process environment, for addresses and credentials. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Lists the members: fixed, or asked for when a plan is made. */
export type MemberSource = readonly Member[] | ((place: FleetPlace) => Promise<readonly Member[]>);

/**
 * Reads what the runs of a member get as variables that no output shows: `{ FLY_API_TOKEN: … }`. It is asked by the worker, right before each run of the member,
 * and what it gives reaches that run alone.
 */
export type MemberSecrets = (member: Member, place: FleetPlace) => Promise<Readonly<Record<string, string>>>;

/** Asks a member which digests it serves. */
export type MemberImages = (member: Member, place: FleetPlace) => Promise<readonly string[]>;

/** A member that is left out for a while. */
export interface Skip {
  readonly app: string;
  /** The last day on which it is left out, `2026-12-02` in UTC. Default: until the line is removed. */
  readonly until?: string;
  readonly because: string;
}
