// The parts that items of both dialects share: what a user sent, what a command did, what a patch changed.

import type { CommandAction, FileUpdateChange, PatchApplyStatus, UserInput } from '../../protocol/index.js';
import { at, listAt, numberAt, textAt } from '../../util/peek.js';
import { isJson, type Json } from './rollout-line.js';

type TextElements = Extract<UserInput, { type: 'text' }>['text_elements'];

/** Text elements as a file spells them: offsets in `byte_range`. */
export function fileTextElements(elements: TextElements): Json[] {
  return (elements ?? []).map((element) => ({
    byte_range: { start: element.byteRange.start, end: element.byteRange.end },
    placeholder: element.placeholder ?? null,
  }));
}

export function textElements(value: unknown): NonNullable<TextElements> {
  return listAt(value).map((element) => ({
    byteRange: {
      start: numberAt(element, 'byte_range', 'start') ?? 0,
      end: numberAt(element, 'byte_range', 'end') ?? 0,
    },
    placeholder: textAt(element, 'placeholder') ?? null,
  }));
}

/** The image detail of an input, absent where none was given. */
export function detailOf(value: unknown): { detail?: 'auto' | 'low' | 'high' | 'original' } {
  const detail = textAt(value, 'detail');
  return detail === 'auto' || detail === 'low' || detail === 'high' || detail === 'original'
    ? { detail }
    : {};
}

export function fileAction(action: CommandAction): Json {
  switch (action.type) {
    case 'read':
      return { type: 'read', cmd: action.command, name: action.name, path: action.path };
    case 'listFiles':
      return { type: 'list_files', cmd: action.command, path: action.path };
    case 'search':
      return { type: 'search', cmd: action.command, query: action.query, path: action.path };
    case 'unknown':
      return { type: 'unknown', cmd: action.command };
  }
}

export function commandAction(value: unknown): CommandAction {
  const command = textAt(value, 'cmd') ?? '';
  const path = textAt(value, 'path') ?? null;
  switch (textAt(value, 'type') ?? '') {
    case 'read':
      return { type: 'read', command, name: textAt(value, 'name') ?? '', path: path ?? '' };
    case 'list_files':
      return { type: 'listFiles', command, path };
    case 'search':
      return { type: 'search', command, query: textAt(value, 'query') ?? null, path };
    default:
      return { type: 'unknown', command };
  }
}

export function fileDuration(millis: number | null): Json | null {
  return millis === null
    ? null
    : { secs: Math.floor(millis / 1000), nanos: Math.round((millis % 1000) * 1_000_000) };
}

/** Whole milliseconds of `{secs, nanos}`. */
export function durationMs(value: unknown): number | null {
  const secs = numberAt(value, 'secs');
  return secs === undefined ? null : secs * 1000 + Math.floor((numberAt(value, 'nanos') ?? 0) / 1_000_000);
}

const MOVED = '\n\nMoved to: ';

/** Changes by path, as both dialects keep them. */
export function fileChanges(changes: readonly FileUpdateChange[]): Json {
  return Object.fromEntries(
    changes.map(({ path, kind, diff }) => {
      if (kind.type === 'add') return [path, { type: 'add', content: diff }];
      if (kind.type === 'delete') return [path, { type: 'delete', content: diff }];
      const movePath = kind.move_path ?? null;
      const suffix = movePath === null ? '' : `${MOVED}${movePath}`;
      const unifiedDiff = suffix && diff.endsWith(suffix) ? diff.slice(0, -suffix.length) : diff;
      return [path, { type: 'update', unified_diff: unifiedDiff, move_path: movePath }];
    }),
  );
}

/** Changes in the order of their paths; the diff of a moved file ends in a line that names the new path. */
export function changesOf(value: unknown): FileUpdateChange[] {
  if (!isJson(value)) return [];
  return Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, change]): FileUpdateChange => {
      const type = textAt(change, 'type');
      if (type === 'add' || type === 'delete') {
        return { path, kind: { type }, diff: textAt(change, 'content') ?? '' };
      }
      const movePath = textAt(change, 'move_path') ?? null;
      const diff = textAt(change, 'unified_diff') ?? '';
      return {
        path,
        kind: { type: 'update', move_path: movePath },
        diff: movePath === null ? diff : `${diff}${MOVED}${movePath}`,
      };
    });
}

export function patchStatus(value: unknown): PatchApplyStatus {
  const status = at(value, 'status');
  if (status === 'failed' || status === 'declined' || status === 'completed') return status;
  return at(value, 'success') === false ? 'failed' : 'completed';
}

export function textsOf(value: unknown): string[] {
  return listAt(value).filter((entry): entry is string => typeof entry === 'string');
}
