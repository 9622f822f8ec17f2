// Which definitions a schema refers to: what everything that follows references through a profile starts from. Pure.

/** Names in the order they stand in the schema, as often as they do. */
export function referencesIn(schema: unknown): string[] {
  const names: string[] = [];
  JSON.stringify(schema, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') names.push(value);
    return value;
  });
  return names;
}
