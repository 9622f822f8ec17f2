// For options that may be said more than once.

export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
