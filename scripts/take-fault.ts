/** Takes `--fault NAME` out of the words; the rest is the CLI's. */
export function takeFault(words: readonly string[]): {
  readonly fault: string | undefined;
  readonly rest: readonly string[];
} {
  const at = words.findIndex((word) => word === '--fault' || word.startsWith('--fault='));
  const word = words[at];
  if (word === undefined) return { fault: undefined, rest: words };
  const joined = word.includes('=');
  const fault = joined ? word.slice(word.indexOf('=') + 1) : (words[at + 1] ?? '');
  return { fault, rest: words.toSpliced(at, joined ? 1 : 2) };
}
