/** Splits a command line into words as a shell does, quotes and backslashes understood, nothing expanded. */
import { PlatformError } from './world.ts';

export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word = '';
  let started = false;
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const char = line[index] ?? '';
    if (char === '\\' && quote !== "'") {
      word += line[++index] ?? '';
      started = true;
    } else if (quote !== '') {
      if (char === quote) quote = '';
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      started = true;
    } else if (/\s/u.test(char)) {
      if (started) words.push(word);
      word = '';
      started = false;
    } else {
      word += char;
      started = true;
    }
  }
  if (quote !== '') throw new PlatformError(400, `Can't shell split command: '${line}'`);
  return started ? [...words, word] : words;
}
