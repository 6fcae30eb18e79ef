/** A line that GitHub's runner shows as an annotation. */
import { printable } from '../printable.ts';

/** `::error title=…::…`, escaped so that no text can start another command. */
export function annotation(level: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const property = escapeData(title).replaceAll(':', '%3A').replaceAll(',', '%2C');
  return `::${level} title=${property}::${escapeData(message)}`;
}

/** Text as a value of a command. */
export function escapeData(text: string): string {
  return printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
