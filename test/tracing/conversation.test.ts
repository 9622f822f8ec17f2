import { describe, expect, it } from 'vitest';
import type { TraceContext } from '../../src/jsonrpc/message.js';
import { type SpanStart, type Tracer, tracingWith } from '../../src/tracing/index.js';
import { createMemoryPair } from '../../src/transport/memory.js';

interface Kept extends SpanStart {
  readonly context: TraceContext;
  all: Record<string, unknown>;
  end: string | undefined;
  ends: number;
}

/** Keeps its spans, numbered as they start. */
function keeper(): { tracer: Tracer; spans: Kept[] } {
  const spans: Kept[] = [];
  return {
    spans,
    tracer: {
      start(start) {
        const context = { traceparent: `span-${spans.length + 1}` };
        const kept: Kept = { ...start, context, all: { ...start.attributes }, end: undefined, ends: 0 };
        spans.push(kept);
        return {
          context,
          set: (more) => Object.assign(kept.all, more),
          end(problem) {
            kept.ends += 1;
            kept.end = problem ?? 'well';
          },
        };
      },
    },
  };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function clientSide() {
  const { tracer, spans } = keeper();
  const [near, far] = createMemoryPair();
  const tracing = tracingWith(tracer, async () => undefined);
  const client = tracing.client(near, { traceparent: 'command' });
  client.onFrame(() => {});
  const sent: unknown[] = [];
  far.onFrame((frame) => sent.push(JSON.parse(frame)));
  const say = async (frame: object): Promise<void> => {
    client.send(JSON.stringify(frame));
    await settle();
  };
  const hear = async (frame: object): Promise<void> => {
    far.send(JSON.stringify(frame));
    await settle();
  };
  return { spans, sent, say, hear, far, tracing };
}

const turn = { threadId: 't', turnId: 'u' };

describe('the spans of a client', () => {
  it('sends the context of the span beside each request, and of nothing else', async () => {
    const { spans, sent, say } = clientSide();
    await say({ method: 'initialized' });
    await say({ id: 1, method: 'model/list', params: {} });
    expect(sent).toEqual([
      { method: 'initialized' },
      { id: 1, method: 'model/list', params: {}, trace: { traceparent: 'span-1' } },
    ]);
    expect(spans).toMatchObject([{ name: 'model/list', kind: 'client', parent: { traceparent: 'command' } }]);
  });

  it('leaves a context alone that the caller has sent, and is a part of it', async () => {
    const { spans, sent, say } = clientSide();
    await say({ id: 1, method: 'model/list', trace: { traceparent: 'mine' } });
    expect(sent).toEqual([{ id: 1, method: 'model/list', trace: { traceparent: 'mine' } }]);
    expect(spans[0]?.parent).toEqual({ traceparent: 'mine' });
  });

  it('nests item in turn in request, and an approval in its item', async () => {
    const { spans, say, hear } = clientSide();
    await say({ id: 1, method: 'turn/start', params: { threadId: 't' } });
    await hear({ id: 1, result: { turn: { id: 'u' } } });
    await hear({ method: 'turn/started', params: { threadId: 't', turn: { id: 'u' } } });
    await hear({ method: 'item/started', params: { ...turn, item: { id: 'i', type: 'commandExecution' } } });
    await hear({ id: 0, method: 'item/commandExecution/requestApproval', params: { ...turn, itemId: 'i' } });
    await say({ id: 0, result: { decision: 'decline' } });
    await hear({
      method: 'item/completed',
      params: { ...turn, item: { id: 'i', type: 'commandExecution', status: 'declined' } },
    });
    await hear({
      method: 'turn/completed',
      params: { threadId: 't', turn: { id: 'u', status: 'completed' } },
    });
    expect(spans.map(({ name, parent, end, ends }) => [name, parent?.traceparent, end, ends])).toEqual([
      ['turn/start', 'command', 'well', 1],
      ['turn', 'span-1', 'well', 1],
      ['item commandExecution', 'span-2', 'well', 1],
      ['item/commandExecution/requestApproval', 'span-3', 'well', 1],
    ]);
    expect(spans[3]).toMatchObject({ kind: 'server', all: { 'codex.decision': 'decline' } });
    expect(spans[2]?.all).toMatchObject({ 'codex.item.status': 'declined', 'codex.turn.id': 'u' });
    expect(spans[1]?.all).toMatchObject({ 'codex.turn.status': 'completed' });
  });

  it('finds the request of a turn whose news overtook the answer', async () => {
    const { spans, say, hear } = clientSide();
    await say({ id: 1, method: 'turn/start', params: { threadId: 't' } });
    await hear({ method: 'turn/started', params: { threadId: 't', turn: { id: 'u' } } });
    await hear({ id: 1, result: { turn: { id: 'u' } } });
    expect(spans.map(({ name, parent }) => [name, parent?.traceparent])).toEqual([
      ['turn/start', 'command'],
      ['turn', 'span-1'],
    ]);
  });

  it('tells what failed: a refusal, a turn, an item', async () => {
    const { spans, say, hear } = clientSide();
    await say({ id: 1, method: 'thread/read', params: { threadId: 't' } });
    await hear({ error: { code: -32600, message: 'no such thread' }, id: 1 });
    await hear({ method: 'item/started', params: { ...turn, item: { id: 'i', type: 'mcpToolCall' } } });
    await hear({
      method: 'item/completed',
      params: { ...turn, item: { id: 'i', type: 'mcpToolCall', status: 'failed' } },
    });
    await hear({
      method: 'turn/completed',
      params: { threadId: 't', turn: { id: 'u', status: 'failed', error: { message: 'no quota' } } },
    });
    expect(spans.map(({ name, end }) => [name, end])).toEqual([
      ['thread/read', 'no such thread'],
      ['turn', 'no quota'],
      ['item mcpToolCall', 'failed'],
    ]);
    expect(spans[0]?.all).toMatchObject({ 'rpc.jsonrpc.error_code': -32600 });
  });

  it('ends what is open when the connection does', async () => {
    const { spans, say, hear, far } = clientSide();
    await say({ id: 1, method: 'model/list' });
    await hear({ method: 'item/started', params: { ...turn, item: { id: 'i', type: 'plan' } } });
    await hear({ id: 0, method: 'item/tool/requestUserInput', params: turn });
    await far.close('gone');
    await settle();
    expect(spans.map(({ name, ends }) => [name, ends])).toEqual([
      ['model/list', 1],
      ['turn', 1],
      ['item plan', 1],
      ['item/tool/requestUserInput', 1],
    ]);
    for (const { end } of spans) expect(end).not.toBe('well');
  });

  it('ends an approval that somebody else has decided', async () => {
    const { spans, hear } = clientSide();
    await hear({ id: 5, method: 'item/fileChange/requestApproval', params: turn });
    await hear({ method: 'serverRequest/resolved', params: { threadId: 't', requestId: 5 } });
    expect(spans).toMatchObject([{ end: 'well', all: { 'codex.decision': 'resolved elsewhere' } }]);
  });

  it('lets what is no message through', async () => {
    const { spans, hear, sent, say } = clientSide();
    await say(['no message']);
    await hear(['no message']);
    expect([spans, sent]).toEqual([[], [['no message']]]);
  });
});

describe('the spans of a server', () => {
  it('continue what clients sent, once for a turn that several clients hear of', async () => {
    const { tracer, spans } = keeper();
    const tracing = tracingWith(tracer, async () => undefined);
    const open = () => {
      const [near, far] = createMemoryPair();
      const server = tracing.server(near);
      server.onFrame(() => {});
      far.onFrame(() => {});
      return { server, far };
    };
    const [one, two] = [open(), open()];
    const trace = { traceparent: 'theirs' };
    one.far.send(JSON.stringify({ id: 1, method: 'turn/start', params: { threadId: 't' }, trace }));
    await settle();
    const tell = (frame: object): void => {
      for (const { server } of [two, one]) server.send(JSON.stringify(frame));
    };
    one.server.send(JSON.stringify({ id: 1, result: { turn: { id: 'u' } } }));
    tell({ method: 'turn/started', params: { threadId: 't', turn: { id: 'u' } } });
    tell({ method: 'item/started', params: { ...turn, item: { id: 'i', type: 'agentMessage' } } });
    tell({ id: 0, method: 'item/fileChange/requestApproval', params: turn });
    two.far.send(JSON.stringify({ id: 0, result: { decision: 'accept' } }));
    await settle();
    tell({ method: 'item/completed', params: { ...turn, item: { id: 'i', type: 'agentMessage' } } });
    await one.far.close();
    tell({ method: 'turn/completed', params: { threadId: 't', turn: { id: 'u', status: 'completed' } } });
    expect(spans.map(({ name, kind, parent, ends }) => [name, kind, parent?.traceparent, ends])).toEqual([
      ['turn/start', 'server', 'theirs', 1],
      ['turn', 'internal', 'span-1', 1],
      ['item agentMessage', 'internal', 'span-2', 1],
      ['item/fileChange/requestApproval', 'client', 'span-2', 1],
    ]);
  });

  it('ends at its end what still runs', async () => {
    const { tracer, spans } = keeper();
    const tracing = tracingWith(tracer, async () => undefined);
    const [near, far] = createMemoryPair();
    far.onFrame(() => {});
    tracing
      .server(near)
      .send(JSON.stringify({ method: 'turn/started', params: { threadId: 't', turn: { id: 'u' } } }));
    expect(spans).toMatchObject([{ ends: 0 }]);
    await tracing.close();
    expect(spans).toMatchObject([{ ends: 1, end: 'the server ended' }]);
  });
});
