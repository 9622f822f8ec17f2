// What is wrong with a value of the configuration, in the real servers' words.

export function unknownVariant(value: string, known: readonly string[]): string {
  const names = known.map((name) => `\`${name}\``);
  const expected = names.length <= 2 ? names.join(' or ') : `one of ${names.join(', ')}`;
  return `unknown variant \`${value}\`, expected ${expected}`;
}

export function wrongType(value: unknown, expected: string): string {
  return `invalid type: ${named(value)}, expected ${expected}`;
}

function named(value: unknown): string {
  if (typeof value === 'number') {
    return Number.isInteger(value) ? `integer \`${value}\`` : `floating point \`${value}\``;
  }
  if (typeof value === 'bigint') return `integer \`${value}\``;
  if (typeof value === 'boolean') return `boolean \`${value}\``;
  if (typeof value === 'string') return `string ${JSON.stringify(value)}`;
  return Array.isArray(value) ? 'sequence' : 'map';
}
