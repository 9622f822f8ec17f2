// What a line at the prompt means. Pure.

import { readParams } from '../call/params.js';
import { UsageError } from '../errors.js';

export type ReplLine =
  | { readonly kind: 'nothing' }
  /** Its JSON goes on in the next line. */
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'command'; readonly name: string; readonly rest: string }
  | { readonly kind: 'call'; readonly method: string; readonly params: unknown };

/**
 * `.name rest`, or `method`, `method {json}`, `method a.b=1 c=text`.
 * @throws UsageError `bad_option` for params that cannot be read
 */
export function parseLine(line: string): ReplLine {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return { kind: 'nothing' };
  const [, head = '', rest = ''] = /^(\S+)\s*(.*)$/s.exec(text) ?? [];
  if (head.startsWith('.')) return { kind: 'command', name: head.slice(1), rest };
  if (rest === '') return { kind: 'call', method: head, params: undefined };
  if (!/^[[{]/.test(rest)) return { kind: 'call', method: head, params: readParams(undefined, words(rest)) };
  if (isOpen(rest)) return { kind: 'incomplete' };
  try {
    return { kind: 'call', method: head, params: JSON.parse(rest) };
  } catch (thrown) {
    throw new UsageError(
      'bad_option',
      `The params are no JSON: ${thrown instanceof Error ? thrown.message : ''}.`,
    );
  }
}

/** Fields are separated by blanks; a value with blanks stands in double quotes. */
function words(text: string): string[] {
  return text.match(/(?:[^\s"]|"(?:[^"\\]|\\.)*")+/g) ?? [];
}

/** Whether a bracket or a string is still open. */
function isOpen(json: string): boolean {
  const bare = json.replaceAll(/"(?:[^"\\]|\\.)*"/gs, '');
  const count = (mark: RegExp): number => bare.match(mark)?.length ?? 0;
  return bare.includes('"') || count(/[[{]/g) > count(/[\]}]/g);
}
