// Names of connectors, which are the same whatever their case. Pure.

export interface CountedName {
  readonly name: string;
  readonly sessionCount: number;
}

/** ASCII letters alone have a case here. */
export function withoutCase(name: string): string {
  return name.trim().replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Each once, as and where it is first written. */
export function distinctNames(names: Iterable<string>): string[] {
  const spelt = new Map<string, string>();
  for (const name of names) {
    const key = withoutCase(name);
    if (key !== '' && !spelt.has(key)) spelt.set(key, name.trim());
  }
  return [...spelt.values()];
}

/** Each once, as it is first written; ascending, whatever their case. */
export function sortedNames(names: Iterable<string>): string[] {
  return distinctNames(names).sort((a, b) => (withoutCase(a) < withoutCase(b) ? -1 : 1));
}

/** How many sessions have each, given the names that each session has. */
export function countedNames(sessions: Iterable<readonly string[]>): CountedName[] {
  const each = [...sessions].map(distinctNames);
  return sortedNames(each.flat()).map((name) => ({
    name,
    sessionCount: each.filter((names) => names.some((one) => withoutCase(one) === withoutCase(name))).length,
  }));
}
