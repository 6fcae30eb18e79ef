/** A machine's events, its versions, and its current processes. */
import type { Platform } from '../platform.ts';
import type { Route } from '../router.ts';

const usualEvents = 20;
const mostEvents = 50;

export function historyRoutes(platform: Platform): Route[] {
  const path = '/v1/apps/:app/machines/:id';
  return [
    {
      method: 'GET',
      path: `${path}/events`,
      handle: ({ param, query }) => {
        const limit = Math.min(Number(query.get('limit') ?? usualEvents), mostEvents);
        return platform.record(param('app'), param('id')).machine.events.slice(0, limit);
      },
    },
    {
      method: 'GET',
      path: `${path}/versions`,
      handle: ({ param }) => platform.record(param('app'), param('id')).versions ?? [],
    },
    {
      method: 'GET',
      path: `${path}/ps`,
      handle: ({ param }) => platform.actions.processes(param('app'), param('id')),
    },
  ];
}
