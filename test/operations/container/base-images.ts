/**
 * The two bases of the Dockerfiles, put together from Debian's packages and this project's own Node, because a test pulls nothing. They have the names of the
 * real ones and what a build needs of them, and no more.
 */
import { copyFile, cp, mkdir, realpath, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { commandPath } from '../../debian.ts';
import { unpack } from './engine.ts';
import type { Engine } from './engine.ts';

const NODE_IMAGE = 'node:24-bookworm-slim';
const RUNTIME_IMAGE = 'gcr.io/distroless/cc-debian12:nonroot';
const CA_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
/** What `apt-get download`, npm and shell lines need. */
const BUILD_PACKAGES =
  'apt,base-files,base-passwd,bash,ca-certificates,coreutils,dash,debian-archive-keyring,debianutils,findutils,gpgv,grep,gzip,libc-bin,sed,tar';
/** What Node is linked with. */
const RUNTIME_PACKAGES = ['base-files', 'gcc-12-base', 'libc6', 'libgcc-s1', 'libstdc++6', 'netbase'];
const PASSWD =
  'root:x:0:0:root:/root:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n';

/** Makes both images, side by side. */
export async function makeBaseImages(engine: Engine): Promise<void> {
  await Promise.all([makeNodeImage(engine), makeRuntimeImage(engine)]);
}

async function makeNodeImage(engine: Engine): Promise<void> {
  const dir = join(engine.dir, 'node-image');
  await mkdir(dir);
  const system = [
    'mmdebstrap',
    '--quiet',
    '--variant=extract',
    `--include=${BUILD_PACKAGES}`,
    'bookworm',
    'system.tar',
  ];
  const [made] = await Promise.all([
    engine.run([...system, 'http://deb.debian.org/debian'], { cwd: dir }),
    copyFile(process.execPath, join(dir, 'node')),
    npmFolder().then((npm) => cp(npm, join(dir, 'npm'), { recursive: true, dereference: true })),
    copyFile(CA_BUNDLE, join(dir, 'ca.crt')),
  ]);
  if (made.code !== 0) throw new Error(made.stderr);
  await writeFile(
    join(dir, 'Dockerfile'),
    `FROM scratch
ADD system.tar /
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
COPY ca.crt ${CA_BUNDLE}
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm \\
 && printf 'root:x:0:0:root:/root:/bin/sh\\n_apt:x:42:65534::/nonexistent:/bin/false\\n' >/etc/passwd \\
 && printf 'root:x:0:\\nnogroup:x:65534:\\n' >/etc/group \\
 && echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main' >/etc/apt/sources.list
ENV NODE_EXTRA_CA_CERTS=${CA_BUNDLE}
`,
  );
  await engine.docker('build', '--quiet', '--network', 'host', '--tag', NODE_IMAGE, dir);
}

async function makeRuntimeImage(engine: Engine): Promise<void> {
  const root = join(engine.dir, 'runtime-image');
  await unpack(RUNTIME_PACKAGES, root);
  await mkdir(join(root, 'etc/ssl/certs'), { recursive: true });
  await Promise.all([
    copyFile(CA_BUNDLE, join(root, CA_BUNDLE)),
    writeFile(join(root, 'etc/passwd'), PASSWD),
    writeFile(join(root, 'Dockerfile'), 'FROM scratch\nCOPY . /\nENV PATH=/usr/local/bin:/usr/bin:/bin\n'),
    writeFile(join(root, '.dockerignore'), 'Dockerfile\n.dockerignore\nusr/share/doc\n'),
  ]);
  await engine.docker('build', '--quiet', '--tag', RUNTIME_IMAGE, root);
}

/** Where this machine's npm lies: its command is a link to `bin/npm-cli.js`. */
async function npmFolder(): Promise<string> {
  const command = commandPath('npm');
  if (command === undefined) throw new Error('there is no npm on the PATH');
  return dirname(dirname(await realpath(command)));
}
