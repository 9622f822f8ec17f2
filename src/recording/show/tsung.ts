// A recording as a tsung configuration: the client's side of its first connection as a WebSocket session. Ids that the
// server gave out are taken from its answers, so that every simulated user has threads of its own.

import { decode } from '../../jsonrpc/codec.js';
import { textAt } from '../../util/peek.js';
import type { RecordedFrame } from '../format.js';
import type { Recording } from '../reader.js';
import { escaped } from './markup.js';

/** Pauses of the recorded client below this many milliseconds are left out. */
const SHORTEST_PAUSE_MS = 100;

/** Where answers name what later requests speak of. */
const GIVEN_IDS = [
  { path: ['thread', 'id'], jsonpath: '$.result.thread.id', name: 'thread' },
  { path: ['turn', 'id'], jsonpath: '$.result.turn.id', name: 'turn' },
] as const;

interface Given {
  readonly id: string;
  readonly variable: string;
  readonly jsonpath: string;
}

export function exportTsung({ header, frames }: Recording): string {
  const [first] = frames;
  const own = frames.filter(({ conn }) => conn === first?.conn);
  const sent = own.filter(({ dir }) => dir === 'out');
  const answers = answersIn(own);
  const given: Given[] = [];
  const steps: string[] = [];
  let before = first?.t ?? 0;
  for (const frame of sent) {
    const pause = frame.t - before;
    before = frame.t;
    if (pause >= SHORTEST_PAUSE_MS) steps.push(`<thinktime value="${(pause / 1000).toFixed(1)}"/>`);
    const text = given.reduce(
      (said, { id, variable }) => said.replaceAll(id, `%%_${variable}%%`),
      frame.text,
    );
    const message = decode(frame.text);
    const isRequest = message.kind === 'request';
    const fresh = isRequest ? idsOf(answers.get(message.id), given) : [];
    given.push(...fresh);
    steps.push(requestOf(text, { isRequest, fresh, hasIds: text !== frame.text }));
  }
  const { host, port, path, type } = addressOf(header);
  return `<?xml version="1.0"?>
<!DOCTYPE tsung SYSTEM "/usr/share/tsung/tsung-1.0.dtd">
<tsung loglevel="notice" version="1.0">
  <clients>
    <client host="localhost" use_controller_vm="true" maxusers="1000"/>
  </clients>
  <servers>
    <server host="${host}" port="${port}" type="${type}"/>
  </servers>
  <load>
    <arrivalphase phase="1" duration="60" unit="second">
      <users arrivalrate="1" unit="second"/>
    </arrivalphase>
  </load>
  <sessions>
    <session name="recorded" probability="100" type="ts_websocket">
      <request><websocket type="connect" path="${path}"/></request>
      ${steps.join('\n      ')}
      <request><websocket type="close"/></request>
    </session>
  </sessions>
</tsung>
`;
}

function requestOf(
  text: string,
  { isRequest, fresh, hasIds }: { isRequest: boolean; fresh: readonly Given[]; hasIds: boolean },
): string {
  const variables = fresh.map(
    ({ variable, jsonpath }) => `<dyn_variable name="${variable}" jsonpath="${jsonpath}"/>`,
  );
  // Nothing answers a notification, or an answer.
  const ack = isRequest ? 'parse' : 'no_ack';
  const frame = `<websocket type="message" frame="text" ack="${ack}">${escaped(text)}</websocket>`;
  return `<request${hasIds ? ' subst="true"' : ''}>${variables.join('')}${frame}</request>`;
}

function idsOf(answer: unknown, given: readonly Given[]): Given[] {
  return GIVEN_IDS.flatMap(({ path, jsonpath, name }) => {
    const id = textAt(answer, 'result', ...path);
    if (id === undefined || given.some((known) => known.id === id)) return [];
    const count = given.filter(({ variable }) => variable.startsWith(name)).length;
    return [{ id, jsonpath, variable: `${name}${count + 1}` }];
  });
}

/** The first answer to each id. */
function answersIn(frames: readonly RecordedFrame[]): ReadonlyMap<unknown, unknown> {
  const answers = new Map<unknown, unknown>();
  for (const { dir, text } of frames) {
    const said = dir === 'in' ? decode(text) : undefined;
    if (said?.kind === 'success' && !answers.has(said.id)) answers.set(said.id, said);
  }
  return answers;
}

function addressOf(header: Recording['header']): { host: string; port: string; path: string; type: string } {
  const [target = ''] = header?.target ?? [];
  // What was recorded over stdio or a unix socket goes where a server listens by default.
  const url = new URL(/^wss?:/.test(target) ? target : 'ws://127.0.0.1:4222');
  const isSecure = url.protocol === 'wss:';
  return {
    host: url.hostname,
    port: url.port || (isSecure ? '443' : '80'),
    path: escaped(url.pathname),
    type: isSecure ? 'ssl' : 'tcp',
  };
}
