/** Members on which a release is bad, so that the first waves are good and the last one is not. */
import { planFleet } from '@paintbox/deploy-core/fleet';
import { NEW, openShop } from './fixtures/shop.ts';
import type { ShopOptions } from './fixtures/shop.ts';

/** One in ten of the last wave, after this share of it. */
export async function someOfTheLastWave(options: ShopOptions, after: number): Promise<readonly string[]> {
  const planned = { environment: 'production', env: {}, now: Date.now(), image: NEW };
  const { waves } = await planFleet(openShop(options).fleet, planned);
  const apps = waves.at(-1)?.members.map(({ app }) => app) ?? [];
  return apps.slice(Math.floor(apps.length * after)).filter((_, index) => index % 10 === 9);
}
