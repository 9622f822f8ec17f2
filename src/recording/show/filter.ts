// Filter expressions of `astc show`: `method=turn/*`, `dir=in`, `thread=T1`, `text~error`, joined with `and`, `or`
// and `not`, with brackets.

import { textAt } from '../../util/peek.js';
import { RecordingError } from '../errors.js';
import { bodyOf, type ReadMessage } from '../reader.js';
import type { TimelineLine } from './timeline.js';

/** A message and what is told of it. */
interface Shown {
  readonly message: ReadMessage;
  readonly line: TimelineLine;
}

export type Filter = (shown: Shown) => boolean;

/** What a field holds; one of several is enough. */
const FIELDS: Readonly<Record<string, (shown: Shown) => readonly string[]>> = {
  t: ({ line }) => [String(line.t)],
  method: ({ message }) => [message.method ?? ''],
  kind: ({ message }) => [message.message?.kind ?? 'malformed'],
  dir: ({ line }) => [line.dir],
  conn: ({ line }) => [String(line.conn)],
  id: ({ message: { message } }) => [message !== undefined && 'id' in message ? String(message.id) : ''],
  thread: ({ line }) => [line.lane, line.thread ?? ''],
  turn: (shown) => [textOf(shown, 'turnId') ?? textOf(shown, 'turn', 'id') ?? ''],
  item: (shown) => [
    textOf(shown, 'itemId') ?? textOf(shown, 'item', 'id') ?? '',
    textOf(shown, 'item', 'type') ?? '',
  ],
  took: ({ line }) => [String(line.took ?? '')],
  text: ({ message }) => [message.frame.text],
};

function textOf({ message: { message } }: Shown, ...path: string[]): string | undefined {
  return message === undefined ? undefined : textAt(bodyOf(message), ...path);
}

/** @throws RecordingError `bad_filter` */
export function parseFilter(text: string): Filter {
  const words = text.match(/\(|\)|[^\s()]+/g) ?? [];
  let next = 0;
  const either = (): Filter => {
    let left = both();
    while (words[next] === 'or') {
      next += 1;
      const [a, b] = [left, both()];
      left = (one) => a(one) || b(one);
    }
    return left;
  };
  const both = (): Filter => {
    let left = single();
    while (next < words.length && words[next] !== 'or' && words[next] !== ')') {
      if (words[next] === 'and') next += 1;
      const [a, b] = [left, single()];
      left = (one) => a(one) && b(one);
    }
    return left;
  };
  const single = (): Filter => {
    const word = words[next];
    next += 1;
    if (word === 'not') {
      const inner = single();
      return (one) => !inner(one);
    }
    if (word !== '(') return comparison(word ?? '', text);
    const inner = either();
    if (words[next] !== ')')
      throw new RecordingError('bad_filter', `Filter ${text}: a bracket is not closed.`);
    next += 1;
    return inner;
  };
  const filter = either();
  if (next < words.length)
    throw new RecordingError('bad_filter', `Filter ${text}: ${words[next]} is one too many.`);
  return filter;
}

/** `name=glob`, `name!=glob`, `name~part`, `name>number`, `name<number`. */
function comparison(word: string, whole: string): Filter {
  const [, name = '', sign = '', value = ''] = /^([a-z]+)(!=|=|~|>|<)(.+)$/.exec(word) ?? [];
  const read = FIELDS[name];
  if (read === undefined) {
    const known = Object.keys(FIELDS).join(', ');
    throw new RecordingError(
      'bad_filter',
      `Filter ${whole}: ${word || 'nothing'} is no comparison; write name=value, with a name of ${known}.`,
    );
  }
  const glob = new RegExp(
    `^${value
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  switch (sign) {
    case '=':
      return (one) => read(one).some((held) => glob.test(held));
    case '!=':
      return (one) => !read(one).some((held) => glob.test(held));
    case '~':
      return (one) => read(one).some((held) => held.includes(value));
    case '>':
      return (one) => read(one).some((held) => held !== '' && Number(held) > Number(value));
    default:
      return (one) => read(one).some((held) => held !== '' && Number(held) < Number(value));
  }
}
