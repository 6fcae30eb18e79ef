/** The Region to work in: the option, the variable, or the profile's file. There is no default: a key made in the wrong Region is found by nobody. */
import type { AwsEnv } from './client-settings.ts';
import { profileSetting, sharedConfig } from './shared-config.ts';

/** The Region and who names it; or every place that names none. */
export type NamedRegion =
  | { readonly region: string; readonly source: string }
  | { readonly region: undefined; readonly looked: string };

/** Looks in the places in their order. */
export function namedRegion(option: string | undefined, env: AwsEnv): NamedRegion {
  if (option !== undefined) return { region: option, source: 'the region option' };
  for (const source of ['AWS_REGION', 'AWS_DEFAULT_REGION']) {
    const region = env[source]?.trim();
    if (region !== undefined && region !== '') return { region, source };
  }
  const shared = sharedConfig(env);
  const region = profileSetting(shared, 'region');
  const { profile, files } = shared;
  if (region !== undefined) return { region, source: `the profile '${profile}'` };
  const places = files.map(({ path, unread, profiles }) => {
    const state = unread ?? (profiles.has(profile) ? 'names none' : 'does not have the profile');
    return `${path} (${state})`;
  });
  return {
    region: undefined,
    looked: `the region option, AWS_REGION and AWS_DEFAULT_REGION are not set; profile '${profile}': ${places.join(', ')}`,
  };
}
