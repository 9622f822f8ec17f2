// Texts in model items, whose shape is the provider's.

import { textAt } from '../../util/peek.js';
import type { ModelItem } from '../records.js';

/** What a model reads in the place of a picture that is none. */
export const UNPROCESSED = 'image content omitted because it could not be processed';

/** What a message to the model holds of text. */
export function textPart(text: string): Readonly<Record<string, unknown>> {
  return { type: 'input_text', text };
}

/** The text of every part that has one; none for what is no list of parts. */
export function partTexts(parts: unknown): string[] {
  return Array.isArray(parts) ? parts.flatMap((part: unknown) => textAt(part, 'text') ?? []) : [];
}

/** The last text in the user's name that begins so; null: there is none. */
export function lastUserText(history: readonly ModelItem[], head: string): string | null {
  for (const { type, role, content } of history.toReversed()) {
    if (type !== 'message' || role !== 'user') continue;
    const told = partTexts(content).findLast((text) => text.startsWith(head));
    if (told !== undefined) return told;
  }
  return null;
}

/** Everything the model was told in the developer's name, in its order. */
export function developerTexts(history: readonly ModelItem[]): string[] {
  return history.flatMap(({ type, role, content }) =>
    type === 'message' && role === 'developer' ? partTexts(content) : [],
  );
}
