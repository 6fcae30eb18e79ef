/** The contract of dispensers: on PostgreSQL from Debian's packages, behind PgBouncer, and inside this process. */
import { isDeployError } from '@paintbox/deploy-core';
import { rejects, testDispenser } from '@paintbox/deploy-core/testing';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openEmbedded } from '../../src/crew/embedded.ts';
import { openServer } from '../../src/database/server.ts';
import { findPgBouncer, startPgBouncer } from '../pgbouncer-rig.ts';
import { findPostgres, startPostgres } from '../postgres-rig.ts';
import { crewPlaces } from './crew-rig.ts';

test('the PostgreSQL of this process keeps the contract of dispensers', async () => {
  await using places = crewPlaces(openEmbedded(), 'pglite');

  await testDispenser(places.inNewPlace);
});

test('an engine that does not know which attempt speaks is told so', async () => {
  await using places = crewPlaces(openEmbedded(), 'pglite', { fenced: false });

  const error = await rejects(testDispenser(places.inNewPlace));

  assert.ok(isDeployError(error) && error.code === 'DISPENSER_CONTRACT');
  assert.equal(
    error.problems.map(({ message }) => message.split('\n')[0]),
    [
      'an attempt that was lost changes nothing of the attempt after it: renew by the worker that lost it',
      'an attempt that was lost changes nothing while the job waits: later by the worker that lost it',
    ],
  );
});

const debian = await findPostgres();
const pooler = await findPgBouncer();
if ('missing' in debian) {
  test.skip(`a crew on PostgreSQL (${debian.missing})`);
} else {
  const server = await startPostgres(debian.programs);
  test.after(async () => server[Symbol.asyncDispose]());

  test('a crew on PostgreSQL keeps the contract of dispensers', async () => {
    await using places = crewPlaces(openServer(await server.database(), 'the server'), 'postgres');

    await testDispenser(places.inNewPlace);
  });

  if ('missing' in pooler) {
    test.skip(`a crew behind PgBouncer (${pooler.missing})`);
  } else {
    test('behind PgBouncer in transaction mode, with one connection for all, it keeps the contract', async () => {
      await using bouncer = await startPgBouncer(pooler.path, await server.database());
      await using places = crewPlaces(openServer(bouncer.url, 'the pooler'), 'postgres');

      await testDispenser(places.inNewPlace);
    });
  }
}

test.run();
