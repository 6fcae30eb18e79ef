/** What the calls beside the machines allow, and the registry. */
import { counted } from '@paintbox/deploy-core/run';
import { failureOf } from '../../api/failure.ts';
import { registry } from '../../registry/registry.ts';
import { notAskable } from '../assumption.ts';
import type { Assumption } from '../assumption.ts';

/** The assumptions, in the order in which they are tried. */
export const aboutPlatform: readonly Assumption[] = [
  {
    id: 'release-rows',
    assumes: 'the token may write the row that flyctl lists for a release',
    otherwise: '`fly releases` and `fly scale` know only the releases that flyctl made; each deploy says so',
    async ask({ api, image }) {
      try {
        const row = await api.releases.create({ image, definition: {}, strategy: 'BLUEGREEN' });
        await api.releases.setStatus(row.id, 'complete');
        return { holds: true, seen: `release v${row.version} was written` };
      } catch (error) {
        const failure = failureOf(error)?.error;
        if (failure === undefined) throw error;
        return { holds: false, seen: failure.message };
      }
    },
  },
  {
    id: 'manifests',
    assumes: 'the token may read manifests, and a machine names the digest that the registry says',
    otherwise:
      'the digest of an image is read from the first machine that runs it, and a missing image is found only then',
    async ask({ ctx, api, image, first }) {
      const found = await registry(ctx).find(image);
      const runs = (await api.machines.get(first))?.imageRef?.digest ?? 'no digest';
      if (found.status !== 'found')
        return { holds: found.status === 'unknown' ? false : null, seen: found.why };
      const kind = found.manifests === null ? 'manifest' : 'index';
      return {
        holds: found.digest === runs,
        seen: `the registry has ${kind} ${found.digest}, the machine runs ${runs}`,
      };
    },
  },
  {
    id: 'leaves-pending',
    assumes: 'an app that only we released to is no longer `pending`',
    otherwise: 'its status says nothing of whether it was released; we go by its machines',
    async ask({ api }) {
      const app = await api.app.get();
      return {
        holds: app !== null && app.status !== 'pending',
        seen: `its status is ${app?.status ?? 'unknown'}`,
      };
    },
  },
  {
    id: 'addresses',
    assumes: 'the token may read the addresses and secrets of its app',
    otherwise:
      'give a first deploy its addresses by hand: `flyctl ips allocate-v6`, `flyctl ips allocate-v4 --shared`',
    async ask({ api }) {
      try {
        const [ips, secrets] = [await api.app.ips(), await api.app.secrets()];
        return {
          holds: true,
          seen: `${ips.length} ${ips.length === 1 ? 'address' : 'addresses'}, ${counted(secrets.length, 'secret')}`,
        };
      } catch (error) {
        const failure = failureOf(error)?.error;
        if (failure === undefined) throw error;
        return { holds: false, seen: failure.message };
      }
    },
  },
  {
    id: 'looks-of-flyctl',
    assumes: '`fly status`, the dashboard and a later `fly deploy` see our machines as their own',
    otherwise: 'say which command saw what, so that it can be mended',
    ask: notAskable('look at `fly status` and at the dashboard while the machines of a deploy stand'),
  },
];
