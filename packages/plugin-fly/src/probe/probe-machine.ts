/** The machine that is probed: a small server that says which machine it is. */
import type { MachineInput } from '../api/machines.ts';
import { OURS } from '../machines/release-metadata.ts';

/** Answers with its machine's id; `/dns` with what the private DNS says of the app. */
const SERVER = `
const { createServer } = require('node:http');
createServer((request, response) => {
  response.setHeader('x-probe-machine', process.env.FLY_MACHINE_ID || '');
  response.end(JSON.stringify({ machine: process.env.FLY_MACHINE_ID, path: request.url }));
}).listen(process.env.PORT || 8080, process.env.HOST || '0.0.0.0');
`;

/** The image that is taken where none is named: it has node, curl is not needed. */
export const PROBE_IMAGE = 'docker.io/library/node:24-alpine';

/** What a probe machine is made of. */
export function probeMachine(image: string, run: string): Pick<MachineInput, 'config'> {
  return {
    config: {
      image,
      init: { cmd: ['node', '-e', SERVER] },
      guest: { cpu_kind: 'shared', cpus: 1, memory_mb: 256 },
      restart: { policy: 'no' },
      env: { PAINTBOX_BUILD_ID: run },
      metadata: {
        fly_platform_version: 'v2',
        fly_process_group: 'app',
        [OURS.run]: run,
        [OURS.release]: run,
        [OURS.role]: 'probe',
      },
      services: [
        {
          protocol: 'tcp',
          internal_port: 8080,
          ports: [
            { port: 80, handlers: ['http'] },
            { port: 443, handlers: ['http', 'tls'] },
          ],
          checks: [{ type: 'http', interval: '5s', timeout: '2s', grace_period: '5s', path: '/' }],
        },
      ],
    },
  };
}
