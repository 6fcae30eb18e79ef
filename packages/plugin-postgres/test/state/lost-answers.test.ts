/** Answers that never arrive, and servers that die: every write happens once, and is known. */
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { startLossyProxy } from '../lossy-proxy.ts';
import { findPostgres, openPlainly, startPostgres } from '../postgres-rig.ts';
import { linesOf, openState } from './state-rig.ts';

const debian = await findPostgres();
if ('missing' in debian) {
  test.skip(`lost answers of PostgreSQL (${debian.missing})`);
} else {
  const server = await startPostgres(debian.programs);
  test.after(async () => server[Symbol.asyncDispose]());

  test('a write whose answer is lost is known to have happened, and happens once', async () => {
    const url = await server.database();
    await using proxy = await startLossyProxy(server.port);
    const store = openState(proxy.through(url));
    await store.create('first', 'x');

    proxy.lose('insert into paintbox.state_values');
    assert.is(await store.create('k', 'one'), true, 'create');
    const tag = (await store.read('k'))?.tag ?? '';
    proxy.lose('update paintbox.state_values');
    assert.is(await store.replace('k', 'two', tag), true, 'replace');
    assert.is(await store.replace('k', 'three', tag), false, 'replace with the tag from before');
    proxy.lose('insert into paintbox.state_logs');
    await store.append('log', ['a', 'b'], { durable: true });
    await store.append('log', ['c'], { durable: true });
    proxy.lose('delete from paintbox.state_values');
    await store.remove('first');

    assert.is(proxy.lost(), 4);
    assert.is((await store.read('k'))?.value, 'two');
    assert.equal(await linesOf(store, 'log'), ['a', 'b', 'c']);
    assert.equal(await store.list(''), ['k', 'log']);
  });

  test('a write whose answer is lost, and that was refused, is known to be refused', async () => {
    const url = await server.database();
    await using proxy = await startLossyProxy(server.port);
    const store = openState(proxy.through(url));
    await store.create('k', 'theirs');

    proxy.lose('insert into paintbox.state_values');

    assert.is(await store.create('k', 'ours'), false);
    assert.is(proxy.lost(), 1);
    assert.is((await store.read('k'))?.value, 'theirs');
  });

  test('a server that is killed and comes back loses no line that was stored, and adds none twice', async () => {
    const url = await server.database();
    const store = openState(url);
    const lines = Array.from({ length: 60 }, (_, n) => `line ${n}`);
    let kills: Promise<unknown> = Promise.resolve();

    for (const [index, line] of lines.entries()) {
      if (index % 20 === 10) kills = kills.then(() => server.kill()).then(() => server.start());
      await store.append('log', [line], { durable: true });
    }
    await kills;

    assert.equal(await linesOf(store, 'log'), lines);
  });

  test('a database that may forget its last commits stores ours all the same', async () => {
    const url = await server.database();
    await openState(url).create('first', 'x');
    await using plain = openPlainly(url);
    const { pathname } = new URL(url);
    await plain.script(`alter database ${pathname.slice(1)} set synchronous_commit = off`);
    // Tells whether a commit is waited for, at the moment of the write.
    await plain.script(`create function kept() returns trigger language plpgsql as $$ begin
      if current_setting('synchronous_commit') = 'off' then raise exception 'not kept'; end if; return new; end $$;
      create trigger kept before insert or update on paintbox.state_values for each row execute function kept();
      create trigger kept before insert on paintbox.state_logs for each row execute function kept();`);
    const store = openState(url);

    assert.is(await store.create('k', 'one'), true);
    assert.is(await store.replace('k', 'two', (await store.read('k'))?.tag ?? ''), true);
    await store.append('log', ['a'], { durable: false });

    await using after = openPlainly(url);
    const [row] = await after.query({ sql: `select current_setting('synchronous_commit') as setting` });
    assert.is(row?.['setting'], 'off', 'the setting of others');
  });
}

test.run();
