// Filter expressions of `astc show`: `method=turn/*`, `dir=in`, `thread=…`, `text~error`, joined with `and`, `or`
// and `not`, with brackets.

import { RecordingError } from '../errors.js';
import type { ReadMessage } from '../reader.js';
import { threadOf } from '../reader.js';

export type Filter = (message: ReadMessage) => boolean;

const FIELDS: Readonly<Record<string, (one: ReadMessage) => string>> = {
  method: ({ method }) => method ?? '',
  kind: ({ message }) => message?.kind ?? 'malformed',
  dir: ({ frame }) => frame.dir,
  conn: ({ frame }) => String(frame.conn),
  id: ({ message }) => (message !== undefined && 'id' in message ? String(message.id) : ''),
  thread: ({ message }) => (message === undefined ? '' : (threadOf(message) ?? '')),
  text: ({ frame }) => frame.text,
  after: ({ frame }) => String(frame.t),
};

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
  const read = FIELDS[name === 't' ? 'after' : name];
  if (read === undefined) {
    const known = ['t', ...Object.keys(FIELDS).filter((field) => field !== 'after')].join(', ');
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
      return (one) => glob.test(read(one));
    case '!=':
      return (one) => !glob.test(read(one));
    case '~':
      return (one) => read(one).includes(value);
    case '>':
      return (one) => Number(read(one)) > Number(value);
    default:
      return (one) => Number(read(one)) < Number(value);
  }
}
