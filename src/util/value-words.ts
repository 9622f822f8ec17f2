// What is wrong with a value that somebody wrote, in the real servers' words.

export function unknownVariant(value: string, known: readonly string[]): string {
  return `unknown variant \`${value}\`, expected ${oneOf(known)}`;
}

export function unknownField(name: string, known: readonly string[]): string {
  return `unknown field \`${name}\`, expected ${oneOf(known)}`;
}

function oneOf(known: readonly string[]): string {
  const names = known.map((name) => `\`${name}\``);
  return names.length <= 2 ? names.join(' or ') : `one of ${names.join(', ')}`;
}

export function wrongType(value: unknown, expected: string): string {
  return `invalid type: ${named(value)}, expected ${expected}`;
}

/** The same of a value that was read as JSON before: numbers are not told apart. */
export function wrongJson(value: unknown, expected: string): string {
  return `invalid type: ${typeof value === 'number' ? 'number' : named(value)}, expected ${expected}`;
}

function named(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``;
  }
  if (typeof value === 'bigint') return `integer \`${value}\``;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  if (value === null) return 'null';
  return Array.isArray(value) ? 'sequence' : 'map';
}
