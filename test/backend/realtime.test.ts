import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { Backend, Script } from '../../src/backend/index.js';
import { createBackend, MESSAGE_METHOD } from '../../src/backend/index.js';

interface Message {
  readonly type: string;
  readonly delta?: string;
  readonly [key: string]: unknown;
}

const V1 = { type: 'session.update', session: { type: 'quicksilver' } };
const V2 = {
  type: 'session.update',
  session: { type: 'realtime', output_modalities: ['audio'], tools: [{ name: 'background_agent' }] },
};

let backend: Backend;
afterEach(() => backend.close());

async function serve(script?: Script): Promise<void> {
  backend = await createBackend({ script, seed: 's' }).listen('http://127.0.0.1:0');
}

/** Opens a conversation; `until` waits for an event of a type and gives all that came up to it. */
async function converse(update: object = V2) {
  const socket = new WebSocket(`${backend.baseUrl.replace('http', 'ws')}/realtime`);
  const came: Message[] = [];
  socket.on('message', (data: Buffer) => {
    came.push(JSON.parse(data.toString()) as Message);
  });
  await once(socket, 'open');
  const say = (message: object): void => socket.send(JSON.stringify(message));
  const write = (text: string): void =>
    say({ type: 'conversation.item.create', item: { content: [{ type: 'input_text', text }] } });
  const until = async (type: string): Promise<Message[]> => {
    const place = (): number => came.findIndex((message) => message.type === type);
    await expect.poll(place).toBeGreaterThan(-1);
    return came.splice(0, place() + 1);
  };
  say(update);
  await until('session.updated');
  return { socket, say, write, until };
}

const typesOf = (messages: readonly Message[]) => [...new Set(messages.map(({ type }) => type))];
const said = (messages: readonly Message[]) =>
  messages.flatMap(({ type, delta }) => (type.includes('transcript') ? [delta ?? ''] : [])).join('');

describe('the built-in conversation', () => {
  it('answers each text aloud in the second generation', async () => {
    await serve();
    const { write, until, socket } = await converse();
    for (const text of ['hello', 'again']) {
      write(`[USER] ${text}`);
      const answer = await until('response.done');
      expect(typesOf(answer)).toEqual([
        'response.created',
        'response.output_audio_transcript.delta',
        'response.output_audio.delta',
        'response.output_audio_transcript.done',
        'response.done',
      ]);
      expect(said(answer)).toBe(`You said: “${text}”`);
    }
    socket.close();
  });

  it('speaks the first generation to who opens such a session', async () => {
    await serve();
    const { write, until, socket } = await converse(V1);
    write('hello');
    const answer = await until('response.output_audio_transcript.done');
    expect(said(answer)).toBe('You said: “hello”');
    expect(answer.find(({ type }) => type === 'conversation.output_audio.delta')).toMatchObject({
      sample_rate: 24_000,
      channels: 1,
      samples_per_channel: 480,
    });
    socket.close();
  });

  it('answers in writing where the session asks for text', async () => {
    await serve();
    const { write, until, socket } = await converse({
      ...V2,
      session: { ...V2.session, output_modalities: ['text'] },
    });
    write('hello');
    const answer = await until('response.done');
    expect(typesOf(answer)).not.toContain('response.output_audio.delta');
    expect(answer.find(({ type }) => type === 'response.output_text.done')?.text).toBe('You said: “hello”');
    socket.close();
  });
});

describe('a scripted conversation', () => {
  it('plays its steps in order, and waits where it says so', async () => {
    await serve({
      conversations: [
        {
          steps: [
            { hear: 'do it' },
            { handOff: 'do {{text}}' },
            { await: 'text' },
            'Done: {{text}}',
            { hold: 'gate' },
            { event: { type: 'custom', text: '{{text}}' } },
            { await: 'audio' },
            { error: 'too loud' },
            { close: true },
          ],
        },
      ],
    });
    const { say, until, socket } = await converse();
    const closed = once(socket, 'close');
    const handOff = (await until('conversation.item.done')).at(-1);
    expect(handOff?.item).toMatchObject({ name: 'background_agent', arguments: '{"prompt":"do "}' });
    say({ type: 'response.create' });
    say({ type: 'conversation.item.create', item: { type: 'function_call_output', output: 'it' } });
    expect(said(await until('response.done'))).toBe('Done: it');
    await backend.waitForHold('gate');
    backend.open('gate');
    expect((await until('custom')).at(-1)?.text).toBe('it');
    say({ type: 'input_audio_buffer.append', audio: 'AAAA' });
    expect((await until('error')).at(-1)?.error).toMatchObject({ message: 'too loud' });
    const [code] = await closed;
    expect(code).toBe(1000);
  });

  it('hands over in the words of the first generation too', async () => {
    await serve({ conversations: [{ steps: [{ handOff: 'go' }] }] });
    const { until, socket } = await converse(V1);
    expect((await until('conversation.handoff.requested')).at(-1)).toMatchObject({ input_transcript: 'go' });
    socket.close();
  });

  it('serves one conversation each, and refuses those that no entry is left for', async () => {
    await serve({ conversations: [{ refuse: 503 }, { steps: [{ cut: true }] }] });
    const url = `${backend.baseUrl.replace('http', 'ws')}/realtime`;
    const refusal = async (): Promise<string> => String((await once(new WebSocket(url), 'error'))[0]);
    expect(await refusal()).toContain('503');
    const { socket } = await converse();
    await expect.poll(() => socket.readyState).toBe(WebSocket.CLOSED);
    expect(await refusal()).toContain('400');
    expect(backend.requests.filter(({ method }) => method === 'GET').map(({ reply }) => reply)).toEqual([
      'conversations[0]',
      'conversations[1]',
      'none',
    ]);
  });

  it('is refused when it repeats without ever waiting', () => {
    const endless = { conversations: [{ repeat: true, steps: ['over and over'] }] };
    expect(() => createBackend({ script: endless })).toThrow('a step that waits');
    backend = createBackend();
  });
});

describe('the backend around conversations', () => {
  it('remembers what the model was told', async () => {
    await serve();
    const { write, until, socket } = await converse();
    write('hello');
    await until('response.done');
    const told = backend.requests.filter(({ method }) => method === MESSAGE_METHOD);
    expect(told.map(({ body }) => (body as Message).type)).toEqual([
      'session.update',
      'conversation.item.create',
    ]);
    socket.close();
  });

  it('answers other upgrades as it answers plain requests', async () => {
    await serve();
    const socket = new WebSocket(`${backend.baseUrl.replace('http', 'ws')}/responses`);
    const refused = await once(socket, 'error').then(([error]) => String(error));
    expect(refused).toContain('426');
  });

  it('answers a WebRTC offer and says where the call is', async () => {
    await serve();
    const answer = await fetch(`${backend.baseUrl}/realtime/calls`, { method: 'POST', body: 'v=0' });
    expect(answer.headers.get('location')).toMatch(/^\/v1\/realtime\/calls\/rtc_/);
    expect(await answer.text()).toMatch(/^v=0\r\n/);
  });

  it('breaks what goes on when it closes', async () => {
    await serve();
    const { socket } = await converse();
    const closed = once(socket, 'close');
    await backend.close();
    expect((await closed)[0]).toBe(1006);
  });
});
