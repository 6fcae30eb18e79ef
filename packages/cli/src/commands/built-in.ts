/** The commands that do not run a pipeline of the config. Their code is loaded when they are called. */
import type { ExitCode } from '@paintbox/deploy-core/run';
import type { GivenValues } from '../arguments/arguments.ts';
import type { Flag } from '../arguments/flags.ts';
import { RUN_FLAGS } from '../arguments/flags.ts';
import type { Io } from '../io.ts';
import { FLEET_COMMANDS } from './fleet/commands.ts';
import type { Invocation } from './invocation.ts';

/** A command that is not a pipeline. */
export interface BuiltIn {
  readonly name: string;
  readonly describe: string;
  /** Where the overview lists it. */
  readonly group: 'Deploy' | 'Look' | 'Fleets' | 'Set up' | 'Write stages and plugins';
  /** Command lines that people type, without the program. Default: the name. */
  readonly examples?: readonly string[] | undefined;
  /** What it changes, and what becomes of it, for the help of the command itself. Default: nothing more. */
  readonly about?: string | undefined;
  /** What its exit codes mean, where that is not what they mean for any run. */
  readonly exits?: readonly (readonly [code: string, means: string])[] | undefined;
  /** Beyond the global ones. */
  readonly flags: readonly Flag[];
  /** As shown in help; absent when it takes no further word. */
  readonly operand?: string | undefined;
  readonly run?: ((invocation: Invocation) => Promise<ExitCode>) | undefined;
  /** Runs without a config, in place of `run` or for some of its words. `help` has neither, because `main` handles it. */
  readonly runAnywhere?: ((call: BareCall) => Promise<ExitCode>) | undefined;
  /** The words for which `runAnywhere` is used. Default: all. */
  readonly needsNoConfig?: ((words: readonly string[]) => boolean) | undefined;
}

/** A call of a command that needs no config. */
export interface BareCall {
  readonly io: Io;
  readonly values: GivenValues;
}

/** All of them, in the order of the help. */
export const BUILT_IN: readonly BuiltIn[] = [
  {
    name: 'history',
    group: 'Look',
    examples: ['history', 'history --json'],
    describe: 'the latest releases with what each was worth and why, and the latest runs',
    flags: [],
    run: async (invocation) => (await import('./history.ts')).history(invocation),
  },
  {
    name: 'show',
    group: 'Look',
    examples: ['show', 'show --report-dir reports'],
    describe: 'how a run went; without RUN the newest',
    flags: [],
    operand: '[RUN]',
    run: async (invocation) => (await import('./show.ts')).show(invocation),
  },
  {
    name: 'explain',
    group: 'Look',
    examples: ['explain', 'explain CHECKS_FAILED'],
    describe:
      'why a run ended as it did, and what to do now; without RUN the newest; or what an error code means',
    flags: [],
    operand: '[RUN|CODE]',
    run: async (invocation) => (await import('./explain.ts')).explain(invocation),
    needsNoConfig: (words) => isCode(words[1]),
    runAnywhere: async (call) => (await import('./explain-code.ts')).explainCode(call),
  },
  {
    name: 'resume',
    group: 'Deploy',
    examples: ['resume', 'resume --undo'],
    describe: 'finish, or with --undo take back, a run whose process died; without RUN the newest such',
    flags: [
      { name: 'undo', type: 'switch', describe: 'take back what the run changed' },
      { name: 'if-needed', type: 'switch', describe: 'end well when no run was killed' },
      // A resumed run keeps its plan and its address.
      ...RUN_FLAGS.filter(({ name }) => name !== 'plan' && name !== 'app-url'),
    ],
    operand: '[RUN]',
    run: async (invocation) => (await import('./resume.ts')).resume(invocation),
  },
  {
    name: 'unlock',
    group: 'Deploy',
    examples: ['unlock', 'unlock --force --token 7'],
    describe: 'who holds the lock; frees it with --force --token N',
    flags: [
      { name: 'force', type: 'switch', describe: 'free the lock although its holder may live' },
      { name: 'token', type: 'value', placeholder: 'N', describe: 'the token of the holder you mean' },
    ],
    run: async (invocation) => (await import('./unlock.ts')).unlock(invocation),
  },
  ...FLEET_COMMANDS,
  {
    name: 'doctor',
    group: 'Set up',
    examples: ['doctor', 'doctor --env staging'],
    describe: 'what a deploy would need here and does not find, without changing anything',
    flags: RUN_FLAGS.filter((flag) => flag.name === 'app-url'),
    run: async (invocation) => (await import('./doctor.ts')).doctor(invocation),
  },
  {
    name: 'plugin new',
    group: 'Write stages and plugins',
    examples: ['plugin new redis'],
    describe: 'begin a plugin: a stage that can be taken back, with tests, in deploy-plugin-NAME',
    flags: [],
    operand: 'NAME',
    runAnywhere: async (call) => (await import('./plugin-new.ts')).pluginNew(call),
  },
  {
    name: 'schema',
    group: 'Write stages and plugins',
    examples: ['schema record > record.schema.json'],
    describe: "the JSON Schema of the record that --json prints, of jsonl's 'event', or of a 'fleet'",
    flags: [],
    operand: '[record|event|fleet]',
    runAnywhere: async (call) => (await import('./schema.ts')).schema(call),
  },
  {
    name: 'completion',
    group: 'Set up',
    examples: ['completion bash >> ~/.bashrc'],
    describe: 'a script that completes commands and flags in bash, zsh or fish',
    flags: [],
    operand: 'SHELL',
    runAnywhere: async (call) => (await import('./completion.ts')).completion(call),
  },
  {
    name: 'init',
    group: 'Set up',
    examples: ['init', 'init --app shop --health /healthz --jwks none', 'init --github'],
    describe: 'write a config from what is in this folder, or with --github the workflow for GitHub Actions',
    flags: [
      { name: 'github', type: 'switch', describe: 'write .github/workflows/deploy-APP.yml from the config' },
      {
        name: 'app',
        type: 'value',
        placeholder: 'NAME',
        describe: 'name of the app; default: what fly.toml or package.json says',
      },
      {
        name: 'url',
        type: 'value',
        placeholder: 'URL',
        describe: 'its address; default https://APP.fly.dev',
      },
      {
        name: 'health',
        type: 'value',
        placeholder: 'PATH',
        describe: "path of its health check, or 'none'; default: what fly.toml or the sources say",
      },
      {
        name: 'jwks',
        type: 'value',
        placeholder: 'PATH',
        describe: "path of the key set that it serves, or 'none'; default: what the sources say",
      },
      { name: 'yes', type: 'switch', describe: 'ask nothing: take what is found, and the usual answers' },
      { name: 'force', type: 'switch', describe: 'write over a file that is there' },
    ],
    runAnywhere: async (call) => (await import('./init.ts')).init(call),
  },
  {
    name: 'help',
    group: 'Set up',
    examples: ['help', 'help deploy', 'help exit-codes'],
    describe: 'this text, or help for a command, a group or a topic',
    flags: [],
    operand: '[COMMAND]',
  },
];

/** The command that the words begin with, when it needs no config. */
export function findAnywhere(
  words: readonly string[],
): (BuiltIn & { readonly runAnywhere: NonNullable<BuiltIn['runAnywhere']> }) | undefined {
  const typed = `${words.join(' ')} `;
  for (const command of BUILT_IN) {
    const { runAnywhere, needsNoConfig = () => true } = command;
    if (runAnywhere !== undefined && typed.startsWith(`${command.name} `) && needsNoConfig(words)) {
      return { ...command, runAnywhere };
    }
  }
  return undefined;
}

/** True for a word that can be an error code but not a run: run ids have no capitals and no `_`. */
function isCode(word: string | undefined): boolean {
  return word !== undefined && /^[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]*)*$/.test(word) && /[A-Z_]/.test(word);
}
