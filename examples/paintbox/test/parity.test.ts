import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { getRequestListener } from '@hono/node-server';
import { runStage } from '@paintbox/deploy-core/testing';
import { excel, gate } from '@paintbox/deploy-plugin-checks';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createApp } from '../src/app.ts';

const WORKBOOK = fileURLToPath(new URL('../parity/estimates.xlsx', import.meta.url));
const SCRIPT = fileURLToPath(new URL('../parity/make-workbook.ts', import.meta.url));

test('the app prices every case of the workbook as the workbook does', async () => {
  const app = createApp({ build: 'b', jwks: async () => new Response(null, { status: 503 }), log: () => {} });
  const server = createServer(getRequestListener((request) => app.fetch(request)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const check = excel({
      workbook: WORKBOOK,
      sheets: ['Rooms', 'Houses'],
      category: 'Category',
      inputs: {
        'Area m2': 'areas.0.areaM2',
        Coats: 'areas.0.coats',
        Prep: 'areas.0.prep',
        Quality: 'quality',
        'Tax rate': 'taxRate',
      },
      outputs: { Preparation: 'lines.0.preparation', Paint: 'lines.0.paint', Tax: 'tax', Total: 'total' },
      tolerance: 0,
      answer: '/api/estimate',
    });

    const run = await runStage(gate('parity', [check]), {}, { url: `http://127.0.0.1:${port}` });

    const [result] = run.checks;
    assert.equal([run.error, result?.verdict, result?.evidence['right']], [undefined, 'pass', 126]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test('the workbook is what its script writes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'paintbox-parity-'));
  try {
    const made = join(folder, 'estimates.xlsx');
    await promisify(execFile)(process.execPath, [SCRIPT, made]);

    assert.ok((await readFile(made)).equals(await readFile(WORKBOOK)));
  } finally {
    await rm(folder, { recursive: true });
  }
});

test.run();
