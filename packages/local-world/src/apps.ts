/** More apps in a world, for fleets. They get the rights and secrets that its own app has. */
import type { WorldAddress } from './world.ts';

/** Makes the apps that are missing, and returns the address of each by its name. */
export async function ensureApps(
  address: WorldAddress,
  names: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  const { flyApiUrl, appSecrets } = address;
  const health = await fetch(`${flyApiUrl}/_emulator/health`);
  const { apps } = (await health.json()) as { readonly apps: Readonly<Record<string, string>> };
  const urls: Record<string, string> = {};
  for (const name of names) {
    urls[name] = apps[name] ?? (await makeApp(flyApiUrl, { name, secrets: appSecrets }));
  }
  return urls;
}

async function makeApp(flyApiUrl: string, app: object): Promise<string> {
  const answer = await fetch(`${flyApiUrl}/_emulator/apps`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(app),
  });
  if (!answer.ok) throw new Error(`the world does not make the app: ${await answer.text()}`);
  return ((await answer.json()) as { readonly url: string }).url;
}
