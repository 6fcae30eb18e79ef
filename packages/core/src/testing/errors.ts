/** Errors of the testing entry. */
import { DeployError } from '../words/error.ts';

/** A stage that breaks rules every stage must keep; each broken rule is a problem of its own. */
export function contractBroken(
  stage: string,
  broken: readonly { readonly rule: string; readonly message: string }[],
): DeployError {
  const lines = broken.map(({ rule, message }) => `${rule}: ${message}`);
  return new DeployError(
    'STAGE_CONTRACT',
    `stage '${stage}' breaks ${broken.length} rule(s) of the contract: ${lines.join('; ')}`,
    {
      hint: 'docs/plugins.md explains each rule and how to keep it',
      problems: lines.map((line) => new DeployError('STAGE_CONTRACT', line)),
    },
  );
}

/** A store that does not keep what locks and journals rely on; each broken rule is a problem of its own. */
export function storeContractBroken(
  broken: readonly { readonly rule: string; readonly message: string }[],
): DeployError {
  const lines = broken.map(({ rule, message }) => `${rule}: ${message}`);
  return new DeployError(
    'STORE_CONTRACT',
    `the store breaks ${broken.length} rule(s) of the contract: ${lines.join('; ')}`,
    {
      hint: 'the comments of the StateStore interface say what each operation must do',
      problems: lines.map((line) => new DeployError('STORE_CONTRACT', line)),
    },
  );
}

/** What a faulty store throws unless it was given an error of its own. */
export function storeFailed(operation: string, key: string): DeployError {
  return new DeployError('STORE_FAULT', `the store was told to fail ${operation} of '${key}'`);
}
