// Frames as a newer server might send them: with what no client of today knows, and still JSON.

import { jsonOrText } from '../../util/json-or-text.js';
import { isRecord } from '../../util/peek.js';

export const UNKNOWN = 'fromTheFuture';

type NewerKind = 'new-field' | 'new-value' | 'new-item';

const CHANGES: Readonly<Record<NewerKind, (body: Record<string, unknown>) => boolean>> = {
  'new-field': (body) => {
    for (const object of [body, ...Object.values(body).filter(isRecord)])
      object[UNKNOWN] = { since: 'tomorrow' };
    return true;
  },
  'new-value': (body) =>
    inFirst(body, 'status', (status, give) =>
      give(isRecord(status) ? { ...status, type: UNKNOWN } : UNKNOWN),
    ),
  'new-item': (body) =>
    inFirst(body, 'item', (item, give) => give(renamed(item))) ||
    inFirst(body, 'items', (items, give) => give(Array.isArray(items) ? items.map(renamed) : items)),
};

export function isNewer(kind: string): kind is NewerKind {
  return Object.hasOwn(CHANGES, kind);
}

/** The frame with something new in its params or its result; the very same text where there is no place for it. */
export function newer(kind: NewerKind, text: string): string {
  const frame = jsonOrText(text);
  // Larger ids would be rounded.
  if (!isRecord(frame) || (typeof frame.id === 'number' && !Number.isSafeInteger(frame.id))) return text;
  const body = [frame.params, frame.result].find(isRecord);
  return body !== undefined && CHANGES[kind](body) ? JSON.stringify(frame) : text;
}

/** Changes the first member of that name, in depth too. @returns whether there is one */
function inFirst(
  value: unknown,
  name: string,
  change: (member: unknown, give: (instead: unknown) => void) => void,
): boolean {
  if (Array.isArray(value)) return value.some((entry) => inFirst(entry, name, change));
  if (!isRecord(value)) return false;
  if (value[name] !== undefined && value[name] !== null) {
    change(value[name], (instead) => {
      value[name] = instead;
    });
    return true;
  }
  return Object.values(value).some((member) => inFirst(member, name, change));
}

function renamed(item: unknown): unknown {
  return isRecord(item) ? { ...item, type: UNKNOWN } : item;
}
