// Reads the texts of model items, whose shape is the provider's.

import { textAt } from '../../util/peek.js';

/** The text of every part that has one; none for what is no list of parts. */
export function partTexts(parts: unknown): string[] {
  return Array.isArray(parts) ? parts.flatMap((part: unknown) => textAt(part, 'text') ?? []) : [];
}
