// What a server did in one case, as facts that two servers can be compared by: how each request was answered, what
// was told and asked, in which order, and with which values. Ids, times, paths and versions are made alike.

import { isRecord } from '../../util/peek.js';
import { type Frame, labelOf } from '../frame.js';
import type { CaseResult } from '../runner.js';

export interface Facts {
  /** By `method #n`: `answered`, or the code and text of the refusal. */
  readonly answers: ReadonlyMap<string, Answer>;
  /** Notifications that came. */
  readonly told: ReadonlySet<string>;
  /** Requests of the server that came. */
  readonly asked: ReadonlySet<string>;
  /** Labels of each connection, oldest first; a run of the same counts once. */
  readonly orders: readonly (readonly string[])[];
  /** Values by place, such as `thread/start thread.status.type`, of the first message of each kind. */
  readonly values: ReadonlyMap<string, string>;
}

export interface Answer {
  readonly method: string;
  /** Null of an answer with a result. */
  readonly code: number | null;
  readonly message: string;
}

const ID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const PROVIDER_ID = /\b(?:resp|rs|msg|fc|call|req|item)_[\w-]+/g;
const STAMP = /\d{4}-\d{2}-\d{2}T\d{2}[-:]\d{2}[-:]\d{2}(?:\.\d+)?Z?/g;
const DAY = /\/\d{4}\/\d{2}\/\d{2}\//g;
const PORT = /127\.0\.0\.1:\d+/g;
/** Members whose numbers differ from run to run, or with the size of a prompt. */
const MEASURE = /(?:At|AtMs|_at|Ms|[mM]illis|Seconds|Tokens|Id)$/;

/** Makes texts of a case alike in every run. `versions`: how the two servers name themselves. */
export function alikeFor({ root }: CaseResult, versions: readonly string[]): (text: string) => string {
  return (text) =>
    versions
      .reduce(
        (told, version) => told.replaceAll(version, '<version>'),
        root === undefined ? text : text.replaceAll(root, '<home>'),
      )
      // Lists of all there is are the schemas' matter.
      .replace(/expected one of .*/, 'expected one of …')
      .replace(ID, '<id>')
      .replace(PROVIDER_ID, '<id>')
      .replace(STAMP, '<time>')
      .replace(DAY, '/<day>/')
      .replace(PORT, '127.0.0.1:<port>');
}

/** `versions`: how the two servers name themselves. */
export function factsOf(result: CaseResult, versions: readonly string[]): Facts {
  const { transcript } = result;
  const alike = alikeFor(result, versions);
  const answers = new Map<string, Answer>();
  const [told, asked] = [new Set<string>(), new Set<string>()];
  const values = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const frames of transcript) {
    for (const frame of frames ?? []) {
      const { dir, kind, method } = frame;
      if (dir !== 'in' || method === undefined || kind === 'malformed') continue;
      const content = contentOf(frame);
      if (kind === 'notification') told.add(method);
      if (kind === 'request') asked.add(method);
      const label = `${kind} ${method}`;
      const count = (counts.get(label) ?? 0) + 1;
      counts.set(label, count);
      if (kind === 'success') answers.set(nth(method, answers), { method, code: null, message: '' });
      if (kind === 'failure') {
        const message = alike(typeof content.message === 'string' ? content.message : '');
        answers.set(nth(method, answers), { method, code: Number(content.code), message });
      } else if (count === 1) collect(content, method, '', { values, alike });
    }
  }
  return { answers, told, asked, values, orders: transcript.map((frames) => orderOf(frames ?? [])) };
}

/** Answers to the same method are told apart by their turn. */
function nth(method: string, answers: ReadonlyMap<string, Answer>): string {
  let count = 1;
  while (answers.has(`${method} #${count}`)) count += 1;
  return `${method} #${count}`;
}

function contentOf({ kind, value }: Frame): Record<string, unknown> {
  const member = { success: 'result', failure: 'error', request: 'params', notification: 'params' } as const;
  const content = kind === 'malformed' || !isRecord(value) ? undefined : value[member[kind]];
  return isRecord(content) ? content : {};
}

interface Collecting {
  readonly values: Map<string, string>;
  readonly alike: (text: string) => string;
}

function collect(value: unknown, place: string, key: string, into: Collecting): void {
  if (Array.isArray(value)) {
    into.values.set(`${place}[]`, `${value.length} members`);
    for (const one of value) collect(one, `${place}[]`, key, into);
    return;
  }
  if (isRecord(value)) {
    for (const [name, inner] of Object.entries(value))
      collect(inner, `${place}${place.includes(' ') ? '.' : ' '}${name}`, name, into);
    return;
  }
  // The first member of a list stands for all of them.
  if (into.values.has(place)) return;
  if (typeof value === 'string') into.values.set(place, JSON.stringify(into.alike(value)));
  else if (typeof value !== 'number' || !MEASURE.test(key)) into.values.set(place, String(value));
}

function orderOf(frames: readonly Frame[]): string[] {
  const labels = frames
    .filter(({ dir, kind, method }) => dir === 'in' && kind !== 'malformed' && method !== undefined)
    .map(labelOf);
  return labels.filter((label, at) => labels[at - 1] !== label);
}
