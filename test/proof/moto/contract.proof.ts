/**
 * Runs the contract suite of the AWS emulator, and what that does not have, against moto, an independent emulator, as packaged by Debian: `npx -y pnpm@12 proof moto`.
 * moto is taken from the packages of this Debian, or unpacked from those of trixie where this one has none; its dependencies are installed, which
 * takes root. Where that is not possible it says so and ends with 2: nothing is skipped in silence.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../scripts/run-command.ts';
import { freePort } from '../../free-port.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const SUITES = ['packages/emulators/test/aws/contract/contract.test.ts', 'test/proof/moto/replicas.ts'];
/** Debian's own: another python3 on the PATH does not see Debian's packages. */
const PYTHON = '/usr/bin/python3';
const DEPENDENCIES =
  'python3-antlr4 python3-boto3 python3-cryptography python3-dateutil python3-flask python3-flask-cors python3-jinja2 python3-requests python3-responses python3-werkzeug python3-xmltodict python3-yaml';
const folder = join(tmpdir(), 'paintbox-moto');
const modules = join(folder, 'root/usr/lib/python3/dist-packages');

if (!existsSync('/etc/debian_version'))
  give('moto comes from the packages of Debian, and this is another system');
await install();
const moto = await startMoto();
try {
  process.stdout.write(`moto ${moto.version} answers at ${moto.url}\n`);
  const env = { AWS_CONTRACT_ENDPOINT: moto.url, MOTO_VERSION: moto.version };
  for (const file of SUITES) {
    const suite = spawn(process.execPath, [file], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...env },
    });
    const [code] = (await once(suite, 'close')) as [number | null];
    if (code !== 0) process.exitCode = code ?? 1;
  }
} finally {
  await moto.close();
}

function give(reason: string): never {
  process.stderr.write(`The contract suite was not run against moto: ${reason}.\n`);
  process.exit(2);
}

async function python(code: string): Promise<string | undefined> {
  const command = ['env', `PYTHONPATH=${modules}`, PYTHON, '-c', code];
  const ran = await runCommand(command, { cwd: '/' });
  return ran.ok ? ran.output.trim() : undefined;
}

/** Makes `import moto.server` work for Debian's python. */
async function install(): Promise<void> {
  if ((await python('import moto.server')) !== undefined) return;
  if (process.getuid?.() !== 0) give('its packages can only be installed by root');
  const apt = ['apt-get', '-y', '-qq', '-o', 'DPkg::Lock::Timeout=120'];
  const own = await must(['apt-cache', 'policy', 'python3-moto']);
  const packages = DEPENDENCIES.split(' ');
  if (own.includes('Candidate: ') && !own.includes('Candidate: (none)')) packages.push('python3-moto');
  else await unpackFromTrixie();
  await must([...apt, 'install', '--no-install-recommends', ...packages]);
  if ((await python('import moto.server')) === undefined)
    give('it cannot be imported although its packages are there');
}

/** Downloads the one package of a later Debian and unpacks it beside the system: it is pure Python. */
async function unpackFromTrixie(): Promise<void> {
  const apt = join(folder, 'apt');
  await mkdir(join(apt, 'lists/partial'), { recursive: true });
  await mkdir(join(apt, 'archives/partial'), { recursive: true });
  const key = '/usr/share/keyrings/debian-archive-keyring.gpg';
  await writeFile(
    join(apt, 'sources.list'),
    `deb [signed-by=${key}] http://deb.debian.org/debian trixie main\n`,
  );
  await writeFile(
    join(apt, 'apt.conf'),
    `Dir::Etc::SourceList "${apt}/sources.list";\nDir::Etc::SourceParts "/dev/null";\nDir::State::Lists "${apt}/lists";\nDir::Cache "${apt}";\n`,
  );
  const aptOfTrixie = ['env', `APT_CONFIG=${join(apt, 'apt.conf')}`, 'apt-get', '-qq'];
  await must([...aptOfTrixie, 'update'], folder);
  await must([...aptOfTrixie, 'download', 'python3-moto'], folder);
  const deb = (await readdir(folder)).find((name) => /^python3-moto_.*\.deb$/.test(name));
  if (deb === undefined) give('trixie has no package of it');
  await must(['dpkg-deb', '--extract', join(folder, deb), join(folder, 'root')]);
}

async function must(command: readonly string[], cwd = '/'): Promise<string> {
  const ran = await runCommand(command, { cwd });
  if (!ran.ok) give(`${command.slice(0, 4).join(' ')} … failed:\n${ran.output}`);
  return ran.output;
}

/** Starts moto on loopback; it accepts every signature. */
async function startMoto(): Promise<{
  readonly url: string;
  readonly version: string;
  close(): Promise<void>;
}> {
  const version = (await python('import moto; print(moto.__version__)')) ?? 'of unknown version';
  const port = await freePort();
  const child = spawn(PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], {
    env: { PATH: '/usr/bin:/bin', PYTHONPATH: modules, HOME: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4_000)));
  const ended = once(child, 'close');
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    const up = await fetch(`${url}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      give(`it does not start:\n${said}`);
    }
    await wait(200);
  }
  return {
    url,
    version,
    async close() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
