/** Inputs and outputs of a stage. They are copies, so no stage can change what another one sees. They hold only what a journal can hold. */
import { inspect, isDeepStrictEqual } from 'node:util';
import { stageInputWrong, stageOutputWrong } from '../errors.ts';
import type { RunState } from '../run-state/run-state.ts';
import type { Redactor } from '../secrets/redactor.ts';
import { artifactOf } from '../words/artifact.ts';
import type { AnyArtifact } from '../words/artifact.ts';
import type { AnyStage } from '../words/stage.ts';
import { jsonLosses } from '../words/json-loss.ts';
import { issueSentence, journaled } from './journaled.ts';

type ValuesById = Readonly<Record<string, unknown>>;

/**
 * The inputs of a stage under its own names, as read from a journal: a live run and a resumed one see the same.
 *
 * @throws DeployError `STAGE_INPUT` listing every problem.
 */
export function inputsOf({ artifacts }: RunState, stage: AnyStage): Promise<ValuesById> {
  const given = Object.entries(stage.body.needs).map(([name, need]) => [name, artifactOf(need)] as const);
  return readValues(given, artifacts, (problems) => stageInputWrong(stage.name, problems));
}

/**
 * The outputs of a stage under its own names; undefined when it has not succeeded.
 *
 * @throws DeployError `STAGE_OUTPUT` listing every problem.
 */
export async function outputsOf({ stages }: RunState, stage: AnyStage): Promise<ValuesById | undefined> {
  const outputs = stages.get(stage.name)?.outputs;
  if (outputs === undefined) return undefined;
  const provided = Object.entries(stage.body.provides);
  return readValues(provided, new Map(Object.entries(outputs)), (problems) =>
    stageOutputWrong(stage.name, problems),
  );
}

/** Reads stored values with their codecs. A missing value is undefined. */
async function readValues(
  named: readonly (readonly [name: string, artifact: AnyArtifact])[],
  stored: ReadonlyMap<string, unknown>,
  wrong: (problems: readonly string[]) => Error,
): Promise<ValuesById> {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { id, codec }] of named) {
    if (!stored.has(id)) continue;
    const read = await codec['~standard'].validate(structuredClone(stored.get(id)));
    if (read.issues === undefined) values[name] = read.value;
    else problems.push(...read.issues.map((issue) => issueSentence(name, issue)));
  }
  if (problems.length > 0) throw wrong(problems);
  return values;
}

/**
 * Checks the outputs of a stage with their codecs, and returns them as a journal would give them back.
 *
 * @throws DeployError `STAGE_OUTPUT` listing every problem.
 */
export async function checkOutputs(stage: AnyStage, returned: unknown): Promise<ValuesById> {
  const provides = stage.body.provides;
  const given = returned ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw stageOutputWrong(stage.name, [`it returned ${inspect(given, { depth: 1 })}, not an object`]);
  }
  const values: ValuesById = { ...given };
  const names = Object.keys(provides);
  const extra = Object.keys(values).filter((name) => !names.includes(name));
  const missing = names.filter((name) => values[name] === undefined);
  const problems = [
    ...missing.map((name) => `it did not return '${name}'`),
    ...extra.map((name) => `it returned '${name}', which it does not provide`),
  ];
  if (problems.length > 0) throw stageOutputWrong(stage.name, problems);
  return checkedValues(stage.name, provides, values);
}

/** Checks some values of a stage with their codecs. */
export async function checkedValues(
  stage: string,
  provides: Readonly<Record<string, AnyArtifact>>,
  values: ValuesById,
): Promise<ValuesById> {
  const problems: string[] = [];
  const checked: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const codec = provides[name]?.codec;
    if (codec === undefined || value === undefined) continue;
    const back = await journaled(name, value, codec);
    if (back.problems === undefined) checked[name] = back.value;
    else problems.push(...back.problems);
  }
  if (problems.length > 0) throw stageOutputWrong(stage, problems);
  return checked;
}

/** What a journal would change in a value, as sentences that begin with its name. A resumed run would see that other value. */
export function journalLosses(redactor: Redactor, name: string, value: unknown): readonly string[] {
  const losses = value === undefined ? [] : jsonLosses(value, name);
  return losses.length > 0 ? losses : secretsIn(redactor, name, value);
}

/** Refuses secrets in a value, because the journal would mask them. */
export function secretsIn(redactor: Redactor, name: string, value: unknown): readonly string[] {
  if (redactor.isEmpty) return [];
  const text = JSON.stringify(value);
  if (text === undefined) return [];
  const written = JSON.parse(text) as unknown;
  return isDeepStrictEqual(redactor.data(written), written)
    ? []
    : [`'${name}' holds a secret, which a journal masks: hand it on in another way`];
}

/** Values under a stage's own names, by artifact id. */
export function byArtifactId(stage: AnyStage, values: ValuesById): ValuesById {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => {
      const id = stage.body.provides[name]?.id;
      return id === undefined ? [] : [[id, value]];
    }),
  );
}
