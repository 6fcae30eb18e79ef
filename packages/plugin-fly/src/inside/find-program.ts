/** Finds out which program of an image can ask: each that may be there is asked for its version. */
import type { ExecResult } from '../api/machines.ts';
import { curlOf } from './curl.ts';
import { nodeAt } from './node.ts';
import type { Program } from './program.ts';
import type { NotRun } from './run-inside.ts';
import { busyboxWget, gnuWget } from './wget.ts';

type Probe = (argv: readonly string[]) => Promise<ExecResult | NotRun>;

interface Candidate {
  readonly argv: readonly string[];
  readonly isIt: (ran: ExecResult) => Program | undefined;
}

/** The best first: what reads a request from its input, and prints the answer without a doubt. */
const CANDIDATES: readonly Candidate[] = [
  ...['node', '/nodejs/bin/node'].map((path) => ({
    argv: [path, '--version'],
    isIt: (ran: ExecResult) => (/^v\d+\./.test(ran.stdout.trim()) ? nodeAt(path) : undefined),
  })),
  {
    argv: ['curl', '--version'],
    isIt(ran) {
      const version = /^curl (\d+\.\d+)/.exec(ran.stdout)?.[1];
      return version === undefined ? undefined : curlOf(version);
    },
  },
  {
    argv: ['wget', '--version'],
    isIt({ stdout, stderr }) {
      if (stdout.startsWith('GNU Wget ')) return gnuWget;
      return /^BusyBox v/m.test(stderr + stdout) ? busyboxWget() : undefined;
    },
  },
  {
    argv: ['busybox', 'wget', '--version'],
    isIt: ({ stdout, stderr }) =>
      /^Usage: wget /m.test(stderr + stdout) ? busyboxWget('busybox') : undefined,
  },
];

/** The program of a machine; or why there is none, or why nobody knows. */
export async function findProgram(probe: Probe): Promise<Program | NotRun> {
  for (const { argv, isIt } of CANDIDATES) {
    const ran = await probe(argv);
    const isElse = 'outcome' in ran && !(ran.outcome === 'not-asked' && ran.kind === 'no-program');
    if (isElse) return ran;
    const program = 'outcome' in ran ? undefined : isIt(ran);
    if (program !== undefined) return program;
  }
  const reason = `the image has none of ${CANDIDATES.map(({ argv }) => argv[0]).join(', ')}`;
  return { outcome: 'not-asked', kind: 'no-program', reason };
}
