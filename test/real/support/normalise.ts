// Makes transcripts of two servers comparable: ids become <id 1>, <id 2> … in the order they appear, times and
// durations <time>, the home's path <home>. What stays different is a real difference.
import type { Frame } from './target.js';

const uuid =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?:rs|msg|fc)_[0-9a-f]{8}_\d+_\d+/g;
const fileStamp = /\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}/g;
const dayFolder = /\/sessions\/\d{4}\/\d{2}\/\d{2}\//g;
const timeKey = /(At|AtMs|_at|durationMs|createdAt|updatedAt)$/;
const cursorTime = /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z?/g;

/** A function of its own memory: use one per transcript. */
export function normaliser(home: string): (frame: Frame) => unknown {
  const names = new Map<string, string>();
  const nameOf = (id: string): string => {
    const known = names.get(id);
    if (known) return known;
    const name = `<id ${names.size + 1}>`;
    names.set(id, name);
    return name;
  };
  const text = (value: string): string =>
    value
      .replaceAll(home, '<home>')
      .replace(uuid, nameOf)
      .replace(dayFolder, '/sessions/<day>/')
      .replace(fileStamp, '<stamp>')
      .replace(cursorTime, '<time>')
      .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>');
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return text(value);
    if (typeof value === 'number' && timeKey.test(key)) return '<time>';
    if (Array.isArray(value)) return value.map((member) => walk(member, key));
    if (value !== null && typeof value === 'object')
      return Object.fromEntries(
        Object.entries(value).map(([name, member]) => [text(name), walk(member, name)]),
      );
    return value;
  };
  return (frame) => walk(frame, '');
}
