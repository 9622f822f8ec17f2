// Reads a table by a name that comes from outside: what every object inherits, such as `toString`, is no entry.

export function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
