/** Reads from a Dockerfile what an image needs to start: the last stage's CMD, ENV, EXPOSE, LABEL and WORKDIR. */
import {
  DockerfileParser,
  Keyword,
  JSONInstruction,
  PropertyInstruction,
  type Instruction,
} from 'dockerfile-ast';
import { PlatformError } from './world.ts';

export interface DockerfileFacts {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly exposed: readonly string[];
  readonly workdir: string;
  /** Build arguments that the Dockerfile declares, with the values they have in this build. */
  readonly args: Readonly<Record<string, string>>;
}

/** Parses a Dockerfile; throws the builder's own message when it cannot. */
export function readDockerfile(text: string, buildArgs: Readonly<Record<string, string>>): DockerfileFacts {
  const instructions = DockerfileParser.parse(text).getInstructions();
  refuseMistakes(instructions);
  const args: Record<string, string> = {};
  for (const instruction of instructions) {
    if (instruction.getKeyword() !== 'ARG' || !(instruction instanceof PropertyInstruction)) continue;
    for (const property of instruction.getProperties()) {
      const value = buildArgs[property.getName()] ?? property.getValue();
      if (value !== null) args[property.getName()] = value;
    }
  }
  const lastFrom = instructions.findLastIndex((instruction) => instruction.getKeyword() === 'FROM');
  return { ...readStage(instructions.slice(lastFrom + 1), args), args };
}

function readStage(
  stage: readonly Instruction[],
  args: Record<string, string>,
): Omit<DockerfileFacts, 'args'> {
  const env: Record<string, string> = {};
  const labels: Record<string, string> = {};
  const exposed: string[] = [];
  let entrypoint: readonly string[] = [];
  let cmd: readonly string[] = [];
  let workdir = '/';
  for (const instruction of stage) {
    switch (instruction.getKeyword()) {
      case 'CMD':
        cmd = words(instruction);
        break;
      case 'ENTRYPOINT':
        entrypoint = words(instruction);
        break;
      case 'WORKDIR':
        workdir = instruction.getArgumentsContent() ?? '/';
        break;
      case 'EXPOSE':
        exposed.push(...instruction.getArguments().map((argument) => argument.getValue()));
        break;
      case 'ENV':
        collect(instruction, env, { ...args, ...env });
        break;
      case 'LABEL':
        collect(instruction, labels, { ...args, ...env });
        break;
      default:
        break;
    }
  }
  return { entrypoint, cmd, env, labels, exposed, workdir };
}

function refuseMistakes(instructions: readonly Instruction[]): void {
  const known = new Set<string>(Object.values(Keyword));
  for (const instruction of instructions) {
    const line = instruction.getRange().start.line + 1;
    if (!known.has(instruction.getKeyword())) {
      throw refusal(
        `dockerfile parse error on line ${line}: unknown instruction: ${instruction.getInstruction()}`,
      );
    }
    if (!instruction.getArgumentsContent()) {
      throw refusal(
        `dockerfile parse error on line ${line}: ${instruction.getKeyword()} requires at least one argument`,
      );
    }
  }
  const first = instructions.find((instruction) => instruction.getKeyword() !== 'ARG');
  if (first?.getKeyword() !== 'FROM')
    throw refusal('dockerfile parse error: no build stage in current context');
}

function refusal(message: string): PlatformError {
  return new PlatformError(422, `failed to solve: ${message}`);
}

/** The words of CMD or ENTRYPOINT, in the JSON form or the shell form. */
function words(instruction: Instruction): string[] {
  if (instruction instanceof JSONInstruction && instruction.getOpeningBracket()) {
    return instruction.getJSONStrings().map((argument) => argument.getJSONValue());
  }
  return ['sh', '-c', instruction.getArgumentsContent() ?? ''];
}

function collect(
  instruction: Instruction,
  into: Record<string, string>,
  known: Record<string, string>,
): void {
  if (!(instruction instanceof PropertyInstruction)) return;
  for (const property of instruction.getProperties()) {
    const value = property.getValue() ?? '';
    into[unquote(property.getName())] = value.replaceAll(
      /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/gu,
      (_all, braced: string | undefined, fallback: string | undefined, plain: string | undefined) =>
        known[braced ?? plain ?? ''] ?? fallback ?? '',
    );
  }
}

function unquote(name: string): string {
  return name.replace(/^"(.*)"$/u, '$1');
}
