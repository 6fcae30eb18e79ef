import { test } from 'uvu';
import * as assert from 'uvu/assert';
import * as v from 'valibot';
import { listOf, parseAnswer } from '../src/flyctl/answer.ts';
import { machineSchema } from '../src/fleet/machine.ts';

const named = listOf(v.object({ name: v.string() }));

test('JSON is found behind log lines, before human lines and under colour', () => {
  const plain = parseAnswer('x', '[WARN] slow today\nINFO {almost\n[\n    {"name": "a"}\n]\n', named);
  const tailed = parseAnswer('x', '[{"name":"a"}]\nShowing 50 of 80 certificates\n', named);
  const coloured = parseAnswer('x', '\u001B[33mWARN\u001B[0m hm\n\u001B[1m[{"name":"a"}]\u001B[0m', named);

  for (const answer of [plain, tailed, coloured]) assert.equal(answer, [{ name: 'a' }]);
});

test('null is an empty list', () => {
  assert.equal(parseAnswer('x', 'null\n', named), []);
});

test('an answer that cannot be used says what is wrong with it', () => {
  const says = (stdout: string, pattern: RegExp): void => {
    assert.throws(
      () => parseAnswer('machine list', stdout, listOf(machineSchema)),
      (error: { code: string; message: string }) =>
        error.code === 'FLY_BAD_ANSWER' && pattern.test(error.message),
      stdout,
    );
  };

  says('', /empty/);
  says('oops', /no JSON in "oops"/);
  says('[{"id": "m1"', /no JSON/);
  says('[{"id": 5, "state": "started"}]', /'0\.id'/);
  says('[{"id": "m1", "state": "started", "checks": [{"name": "a"}]}]', /'0\.checks\.0\.status'/);
});

test('a machine whose host does not answer is read from its incomplete config', () => {
  const machine = v.parse(machineSchema, {
    id: 'm1',
    state: 'started',
    host_status: 'unreachable',
    incomplete_config: {
      metadata: { fly_platform_version: 'v2', fly_process_group: 'web', fly_release_version: '7' },
    },
  });

  assert.is(machine.hostOk, false);
  assert.is(machine.kind, 'managed');
  assert.is(machine.releaseVersion, 7);
});

test('checks that are configured but not yet listed count as not passing', () => {
  const machine = v.parse(machineSchema, {
    id: 'm1',
    state: 'started',
    config: { services: [{ checks: [{ type: 'http' }] }], checks: { bg_deployments_compat_1: {} } },
  });

  assert.equal(machine.checks, { passing: 0, total: 1 });
});

test('the size of a machine is told when it can be, and stops nothing when it cannot', () => {
  const sizes = [
    { guest: { cpu_kind: 'shared', cpus: 2, memory_mb: 2048, gpu_kind: 'none' } },
    { guest: { cpus: 'two' } },
    { guest: null },
    {},
  ].map((config) => v.parse(machineSchema, { id: 'm1', state: 'started', config }).size);

  assert.equal(sizes, ['2 shared CPU(s), 2048 MB', null, null, null]);
});

test.run();
