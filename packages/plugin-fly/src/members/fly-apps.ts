/** The members of a fleet as the platform lists them: the apps of an organisation. */
import type { FleetPlace, Member } from '@paintbox/deploy-core/fleet';
import { createCaller } from '../api/caller.ts';
import { listApps } from '../api/list-apps.ts';
import { optionWrong } from '../errors.ts';
import { labelsFrom } from './labels.ts';
import type { Labels } from './labels.ts';
import { listContext } from './list-context.ts';

/** Which apps are members, and what is known of each. */
export interface FlyAppsOptions {
  /** The slug of the organisation, as `fly orgs list` shows it. */
  readonly org: string;
  /** Only apps whose names begin so. Default: all of the organisation. */
  readonly startsWith?: string | undefined;
  /**
   * The labels of an app: a JSON file, `{ "shop-1": { "tier": "paid" } }`, or a function that returns null for an app that is no member. Default: none.
   * An app that the file does not name has no labels.
   */
  readonly labels?: string | ((app: string) => Labels | null | Promise<Labels | null>) | undefined;
  /** Where users reach an app. Default `https://APP.fly.dev`. */
  readonly url?: ((app: string) => string) | undefined;
}

/**
 * Lists the apps of an organisation through the Machines API, with a token that may see all of them. Apps without machines are listed as well: a first
 * deploy makes theirs.
 *
 * @throws DeployError `FLY_OPTION`; when the members are listed `FLY_TOKEN_MISSING`, `FLY_NOT_ALLOWED`, and `FLY_OPTION` for a file that has no labels.
 * @example
 * const members = flyApps({ org: 'acme', startsWith: 'shop-', labels: './tenants.json' });
 */
export function flyApps(options: FlyAppsOptions): (place: FleetPlace) => Promise<readonly Member[]> {
  const { org, startsWith = '', labels, url = (app) => `https://${app}.fly.dev` } = options;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(org))
    throw optionWrong('org', org, 'give the slug of the organisation, as `fly orgs list` shows it');
  return async ({ env }) => {
    const labelsOf = await labelsFrom(labels);
    const names = (await listApps(createCaller(listContext(env)), org)).filter((name) =>
      name.startsWith(startsWith),
    );
    const members = await Promise.all(
      names.map(async (app): Promise<readonly Member[]> => {
        const known = await labelsOf(app);
        return known === null ? [] : [{ app, labels: known, url: url(app) }];
      }),
    );
    return members.flat();
  };
}
