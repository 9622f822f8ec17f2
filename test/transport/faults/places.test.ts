// Every kind of fault in every place that takes them: our server, the tap, a replayed server. What a client on a
// WebSocket sees of each is the same everywhere, and the same again for the same seed.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { parseRecording, type Recording } from '../../../src/recording/reader.js';
import { Recorder } from '../../../src/recording/recorder.js';
import { createReplayServer } from '../../../src/recording/replay/replay-server.js';
import { relay } from '../../../src/recording/tap/relay.js';
import { type AppServer, createAppServer } from '../../../src/server/index.js';
import { connectTransport, type FAULT_KINDS, listen, withFaults } from '../../../src/transport/index.js';

const ASK = 'item/commandExecution/requestApproval';
/** What a client acts upon; the rest may come between these at any time. */
const TOLD =
  /^(from\/|answer|thread\/started|turn\/(started|completed)|item\/(started|completed)|item\/.*requestApproval)/;
const QUIET_MS = 150;
const ANY_PORT = 'ws://127.0.0.1:0';

interface Seen {
  /** Each message as it came, with its time. */
  readonly messages: readonly { readonly text: string; readonly t: number }[];
  /** Methods and answers in order, of what is no JSON `broken`. */
  readonly told: readonly string[];
  readonly isCut: boolean;
}

/** A client that knows no fault: handshake, a thread, a turn in which it is asked once and declines. */
async function play(url: string): Promise<Seen> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  const messages: { text: string; t: number }[] = [];
  const told: string[] = [];
  const answers = new Map<number, (answer: RawFrame | undefined) => void>();
  let wake: () => void = () => {};
  let isCut = false;
  const say = (frame: object): void => socket.send(JSON.stringify(frame));
  const call = (id: number, method: string, params: object) => {
    const answered = new Promise<RawFrame | undefined>((resolve) => {
      answers.set(id, resolve);
    });
    say({ id, method, params });
    return answered;
  };
  socket.on('message', (data) => {
    const text = String(data as Buffer); // ws hands text messages over as one Buffer
    messages.push({ text, t: performance.now() });
    for (const line of text.split('\n')) {
      const frame = parsed(line);
      const { id, method } = frame ?? {};
      const name = frame === undefined ? 'broken' : method === undefined ? `answer ${id}` : method;
      if (frame === undefined || TOLD.test(name)) told.push(name);
      if (method === ASK) say({ id, result: { decision: 'decline' } });
      if (id !== undefined && method === undefined) answers.get(id)?.(frame);
    }
    wake();
  });
  socket.on('close', () => {
    isCut = true;
    for (const answer of answers.values()) answer(undefined);
    wake();
  });
  await new Promise((resolve) => socket.once('open', resolve));
  await call(1, 'initialize', { clientInfo: { name: 'raw', title: null, version: '1' } });
  say({ method: 'initialized' });
  const started = await call(2, 'thread/start', { approvalPolicy: 'untrusted' });
  const threadId = started?.result?.thread?.id;
  if (threadId !== undefined) {
    void call(3, 'turn/start', { threadId, input: [{ type: 'text', text: 'go', text_elements: [] }] });
    while (!isCut && !(told.includes('turn/completed') && told.includes('answer 3')))
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await quiet(() => messages.length);
  socket.terminate();
  return { messages, told, isCut };
}

interface RawFrame {
  readonly id?: number;
  readonly method?: string;
  readonly result?: { readonly thread?: { readonly id: string } };
}

function parsed(line: string): RawFrame | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

async function quiet(count: () => number): Promise<void> {
  for (let before = -1; before !== count(); ) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  }
}

interface Faults {
  readonly faults: readonly string[];
  readonly seed?: number;
  readonly exit?: (code: number) => void;
}

describe('faults', { timeout: 60_000 }, () => {
  let folder: string;
  let recording: Recording;
  let plain: Seen;

  const serverWith = ({ faults, seed, exit }: Faults): AppServer =>
    createAppServer({
      codexHome: path.join(folder, 'codex'),
      cwd: folder,
      env: { HOME: folder },
      script: { replies: [{ run: 'touch made' }, 'Done.'] },
      faults,
      faultSeed: seed,
      onExitFault: exit,
    });

  /** What the client sees through a tap, and what the tap wrote down. */
  const tapped = async ({ faults, seed, exit }: Faults, recorder?: Recorder): Promise<Seen> => {
    const server = serverWith({ faults: [] });
    const { url } = await server.listen(ANY_PORT);
    const listener = await listen({ kind: 'websocket', host: '127.0.0.1', port: 0 });
    relay({
      listener,
      connect: () => connectTransport(url),
      recorder,
      faults: { faults, seed, exit },
      onProblem: () => {},
    });
    try {
      return await play(listener.address);
    } finally {
      await listener.close();
      await server.close();
    }
  };
  const places: Record<string, (faults: Faults) => Promise<Seen>> = {
    server: async (faults) => {
      const server = serverWith(faults);
      try {
        return await play((await server.listen(ANY_PORT)).url);
      } finally {
        await server.close();
      }
    },
    tap: tapped,
    replay: async (faults) => {
      const replay = createReplayServer(recording, { wrap: (transport) => withFaults(transport, faults) });
      try {
        return await play((await replay.listen(ANY_PORT)).url);
      } finally {
        await replay.close();
      }
    },
  };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'astc-faults-'));
    const lines: string[] = [];
    const recorder = new Recorder(undefined, {
      transport: 'websocket',
      target: [],
      write: (text) => lines.push(text),
    });
    plain = await tapped({ faults: [] }, recorder);
    recording = parseRecording(lines.join(''));
    expect(plain.told).toContain(ASK);
    expect(plain.told.at(-1)).toBe('turn/completed');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  const without = (name: string): string[] => plain.told.filter((one) => one !== name);
  const timeOf = ({ messages }: Seen, method: string): number =>
    messages.find(({ text }) => text.includes(`"${method}"`))?.t ?? Number.NaN;
  const textOf = ({ messages }: Seen, part: string): string =>
    messages.find(({ text }) => text.includes(part))?.text ?? '';

  /** Of every kind: a fault of it, and what becomes of the session. */
  const kinds: Record<
    keyof typeof FAULT_KINDS,
    [fault: string, check: (seen: Seen, codes: number[]) => void]
  > = {
    delay: [
      'delay:method=turn/completed,ms=300',
      (seen) => {
        expect(seen.told).toEqual(plain.told);
        const before = seen.messages.at(-2)?.t ?? 0;
        expect(timeOf(seen, 'turn/completed') - before).toBeGreaterThan(150);
      },
    ],
    drop: ['drop:method=thread/started', (seen) => expect(seen.told).toEqual(without('thread/started'))],
    duplicate: [
      'duplicate:method=turn/completed',
      (seen) => expect(seen.told).toEqual([...plain.told, 'turn/completed']),
    ],
    reorder: [
      `reorder:method=turn/start`,
      (seen) => {
        expect(seen.told.toSorted()).toEqual(plain.told.toSorted());
        // The answer comes behind what came behind it.
        const at = (list: readonly { text: string }[]) =>
          list.findIndex(({ text }) => text.startsWith('{"id":3'));
        expect(at(seen.messages)).toBe(at(plain.messages) + 1);
      },
    ],
    split: ['split:method=turn/completed,parts=5', (seen) => expect(seen.told).toEqual(plain.told)],
    merge: [
      'merge:method=thread/start',
      (seen) => {
        expect(seen.told).toEqual(plain.told);
        expect(textOf(seen, '"id":2').split('\n')).toHaveLength(2);
      },
    ],
    'early-end': [
      'early-end',
      (seen) => {
        expect(seen.told.filter((one) => one === 'turn/completed')).toHaveLength(1);
        expect(seen.told.indexOf('turn/completed')).toBe(seen.told.indexOf('turn/started') + 1);
        expect(seen.told).toContain(ASK);
      },
    ],
    'ask-first': [
      'ask-first',
      (seen) => {
        expect(plain.told.indexOf('answer 3')).toBeLessThan(plain.told.indexOf(ASK));
        expect(seen.told.indexOf('answer 3')).toBe(seen.told.indexOf(ASK) + 1);
      },
    ],
    oversized: [
      'oversized:method=turn/started,bytes=200000',
      (seen) => {
        expect(textOf(seen, 'turn/started')).toHaveLength(200_000);
        expect(seen.told).toEqual(plain.told);
      },
    ],
    'bad-json': [
      'bad-json:method=thread/started',
      (seen) =>
        expect(seen.told).toEqual(plain.told.map((one) => (one === 'thread/started' ? 'broken' : one))),
    ],
    overload: [
      'overload:method=thread/start',
      (seen) => {
        expect(parsed(textOf(seen, '"id":2'))).toMatchObject({ error: { code: -32001 } });
        expect(seen.told).toEqual(['answer 1', 'answer 2']);
      },
    ],
    disconnect: [
      'disconnect:method=turn/started',
      (seen) => {
        expect(seen.isCut).toBe(true);
        expect(seen.told).not.toContain('turn/started');
      },
    ],
    exit: [
      'exit:method=turn/completed,code=7',
      (seen, codes) => {
        expect(codes).toEqual([7]);
        expect(seen.told).not.toContain('turn/completed');
      },
    ],
    'new-field': [
      'new-field',
      (seen) => {
        expect(seen.told).toEqual(plain.told);
        expect(textOf(seen, 'turn/completed')).toContain('fromTheFuture');
      },
    ],
    'new-value': [
      'new-value:method=turn/completed',
      (seen) => expect(textOf(seen, 'turn/completed')).toContain('"status":"fromTheFuture"'),
    ],
    'new-item': [
      'new-item:method=item/completed,at=1',
      (seen) => expect(textOf(seen, 'item/completed')).toContain('"type":"fromTheFuture"'),
    ],
    'new-notification': [
      'new-notification:method=turn/started',
      (seen) => {
        const at = plain.told.indexOf('turn/started');
        expect(seen.told).toEqual(plain.told.toSpliced(at, 0, 'from/fromTheFuture'));
      },
    ],
    'new-request': [
      'new-request:method=turn/started',
      (seen) => {
        expect(seen.told).toContain('from/fromTheFuture');
        expect(seen.told.filter((one) => one !== 'from/fromTheFuture')).toEqual(plain.told);
      },
    ],
    'slow-reader': [
      'slow-reader:method=item/*,ms=40',
      (seen) => {
        expect(seen.told).toEqual(plain.told);
        const items = seen.messages
          .filter(({ text }) => text.startsWith('{"method":"item/'))
          .map(({ t }) => t);
        // Late reads of this busy process even out over all of them.
        const taken = (items.at(-1) ?? 0) - (items[0] ?? 0);
        expect(taken).toBeGreaterThan((items.length - 1) * 40 * 0.6);
      },
    ],
  };

  it.each(
    Object.keys(kinds).flatMap((kind) => ['server', 'tap', 'replay'].map((place) => [kind, place] as const)),
  )('%s is seen by the client of the %s', async (kind, place) => {
    const [fault, check] = kinds[kind as keyof typeof kinds];
    const codes: number[] = [];
    let end: () => void = () => {};
    const exited = new Promise<'exited'>((resolve) => {
      end = () => resolve('exited');
    });
    const exit = (code: number): void => {
      codes.push(code);
      end();
    };
    const playing = places[place]?.({ faults: [fault], exit });
    if (kind !== 'exit') return check((await playing) as Seen, codes);
    // The process would be gone now; what the client saw by then is all it ever sees.
    expect(await Promise.race([playing, exited])).toBe('exited');
    expect(codes).toEqual([7]);
  });

  it.each(['server', 'tap', 'replay'])(
    'of a seed hit the same frames of the %s again, those of another seed others',
    async (place) => {
      const told = async (seed: number) =>
        (
          await places[place]?.({
            faults: ['duplicate:method=item/*,p=0.5', 'duplicate:method=turn/*,p=0.5'],
            seed,
          })
        )?.told;
      const [first, again, other] = [await told(4), await told(4), await told(5)];
      expect(again).toEqual(first);
      expect(other).not.toEqual(first);
    },
  );
});
