// The input of a hook that is a tool: placeholders in its texts stand for members of what hooks are told. Pure.

import { isRecord } from '../../util/peek.js';

const PLACEHOLDER = /\$\{([^}]*)\}/g;

/** A placeholder names what hooks are not told. */
export class PlaceholderUnknown extends Error {
  constructor(name: string) {
    super(`hook input placeholder \`\${${name}}\` was not found`);
    this.name = 'PlaceholderUnknown';
  }
}

/**
 * A text that is nothing but a placeholder becomes the value itself, be it a text or not.
 * @throws PlaceholderUnknown
 */
export function filledInput<T>(input: T, told: unknown): T;
export function filledInput(input: unknown, told: unknown): unknown {
  if (typeof input === 'string') return filledText(input, told);
  if (Array.isArray(input)) return input.map((member: unknown) => filledInput(member, told));
  if (!isRecord(input)) return input;
  return Object.fromEntries(Object.entries(input).map(([name, member]) => [name, filledInput(member, told)]));
}

function filledText(text: string, told: unknown): unknown {
  const [whole] = text.matchAll(PLACEHOLDER);
  if (whole?.[0] === text) return valueAt(whole[1] ?? '', told);
  return text.replace(PLACEHOLDER, (_, name: string) => {
    const value = valueAt(name, told);
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
}

function valueAt(name: string, told: unknown): unknown {
  let value = told;
  for (const member of name.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, member)) throw new PlaceholderUnknown(name);
    value = value[member];
  }
  return value;
}
