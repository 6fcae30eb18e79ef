/** What else can be done to a machine: restart, suspend, signal. */
import { constants } from 'node:os';
import type { Platform } from '../platform.ts';
import type { Call, Route } from '../router.ts';
import { PlatformError } from '../world.ts';

export function actionRoutes(platform: Platform): Route[] {
  const path = '/v1/apps/:app/machines/:id';
  const at = ({ param, headers }: Call): readonly [string, string, string | undefined] => {
    const nonce = headers['fly-machine-lease-nonce'];
    return [param('app'), param('id'), typeof nonce === 'string' ? nonce : undefined];
  };
  return [
    {
      method: 'POST',
      path: `${path}/restart`,
      handle: async (call) => {
        await platform.actions.restart(...at(call), {
          signal: call.query.get('signal') ?? undefined,
          fate: call.fate,
        });
        return { ok: true };
      },
    },
    {
      method: 'POST',
      path: `${path}/suspend`,
      handle: async (call) => {
        await platform.actions.suspend(...at(call));
        return { ok: true };
      },
    },
    {
      method: 'POST',
      path: `${path}/signal`,
      needsBody: true,
      handle: (call) => {
        platform.actions.signal(...at(call), signalName(call.body['signal']));
        return { ok: true };
      },
    },
  ];
}

/** By name or by number. */
function signalName(wanted: unknown): NodeJS.Signals {
  const names = Object.entries(constants.signals);
  const found = names.find(([name, number]) => name === wanted || number === wanted);
  if (!found) throw new PlatformError(400, `invalid_argument: unknown signal '${String(wanted)}'`);
  return found[0] as NodeJS.Signals;
}
