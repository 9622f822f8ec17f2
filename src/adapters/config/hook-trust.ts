// How trust in hooks is written down. What clients are shown as one hash of a plug-in's hook are two: that of the hook,
// and that of all files of the plug-in. The file keeps them apart. Pure.

import { isTree, type Tree } from './tree.js';

interface Edit {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** The edits of which one is asked for: trust that names two hashes becomes two values. */
export function withTrustApart<E extends Edit>(edit: E): E[] {
  const [hooks, state, key, name, ...deeper] = edit.path;
  if (hooks !== 'hooks' || (state !== undefined && state !== 'state') || deeper.length > 0) return [edit];
  if (name !== undefined) {
    const [hash, contents] = apart(name === 'trusted_hash' ? edit.value : null);
    if (contents === undefined) return [edit];
    const path = edit.path.with(-1, 'trusted_content_hash');
    return [
      { ...edit, value: hash },
      { ...edit, path, value: contents },
    ];
  }
  const { value } = edit;
  if (key !== undefined) return [{ ...edit, value: entryApart(value) }];
  if (state !== undefined) return [{ ...edit, value: statesApart(value) }];
  const isWithStates = isTree(value) && value.state !== undefined;
  return [isWithStates ? { ...edit, value: { ...value, state: statesApart(value.state) } } : edit];
}

function statesApart(states: unknown): unknown {
  if (!isTree(states)) return states;
  return Object.fromEntries(Object.entries(states).map(([key, entry]) => [key, entryApart(entry)]));
}

function entryApart(entry: unknown): unknown {
  if (!isTree(entry)) return entry;
  const [hash, contents] = apart(entry.trusted_hash);
  return contents === undefined
    ? entry
    : ({ ...entry, trusted_hash: hash, trusted_content_hash: contents } satisfies Tree);
}

/** The hash of the hook, and what follows the first slash; undefined: nothing does. */
function apart(hash: unknown): [hash: unknown, contents: string | undefined] {
  const at = typeof hash === 'string' ? hash.indexOf('/') : -1;
  return typeof hash === 'string' && at >= 0 ? [hash.slice(0, at), hash.slice(at + 1)] : [hash, undefined];
}
