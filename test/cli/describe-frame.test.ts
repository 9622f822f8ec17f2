import { describe, expect, it } from 'vitest';
import { describeFrame } from '../../src/cli/output/describe-frame.js';
import { FrameLog } from '../../src/cli/output/frame-log.js';

function lineOf(...frames: ['in' | 'out', object][]): string | undefined {
  const log = new FrameLog();
  const lines = frames.map(([dir, frame]) => describeFrame(log.read(dir, JSON.stringify(frame))));
  return lines.at(-1)?.text;
}

describe('the short form of a frame', () => {
  it.each<[object, string | undefined]>([
    [
      {
        id: 1,
        method: 'turn/start',
        params: { threadId: 't', input: [{ type: 'text', text: 'two\nlines' }] },
      },
      'turn/start "two lines"',
    ],
    [{ id: 1, method: 'model/list', params: {} }, 'model/list'],
    [{ id: 1, method: 'thread/archive', params: { threadId: 't' } }, 'thread/archive {"threadId":"t"}'],
    [{ method: 'initialized' }, 'initialized'],
  ])('of what goes out: %j', (frame, text) => {
    expect(lineOf(['out', frame])).toBe(text);
  });

  it.each<[object, string | undefined]>([
    [{ method: 'item/agentMessage/delta', params: { delta: 'x' } }, undefined],
    [
      { method: 'turn/completed', params: { turn: { status: 'failed', error: { message: 'no\nmodel' } } } },
      'turn/completed failed: no model',
    ],
    [
      {
        method: 'item/completed',
        params: { item: { type: 'commandExecution', command: 'ls', exitCode: 0, durationMs: 12 } },
      },
      'item/completed command ls → exit 0 after 12 ms',
    ],
    [
      {
        method: 'thread/status/changed',
        params: { status: { type: 'active', activeFlags: ['waitingOnApproval'] } },
      },
      'thread/status/changed active (waitingOnApproval)',
    ],
    [
      { method: 'error', params: { error: { message: 'Reconnecting... 1/2' }, willRetry: true } },
      'error, trying again: Reconnecting... 1/2',
    ],
    [
      {
        id: 0,
        method: 'item/commandExecution/requestApproval',
        params: { command: 'rm x', reason: 'because' },
      },
      'asks (0) item/commandExecution/requestApproval: run rm x (because)',
    ],
    [
      { method: 'configWarning', params: { summary: 'Bad.', details: '/h/config.toml:3:1: no value' } },
      'configWarning Bad. /h/config.toml:3:1: no value',
    ],
    [{ method: 'from/the/future', params: { a: 1 } }, 'from/the/future {"a":1}'],
    [{ nonsense: true }, 'unreadable frame: the frame has neither a method nor a usable id'],
  ])('of what comes in: %j', (frame, text) => {
    expect(lineOf(['in', frame])).toBe(text);
  });

  it('names the request that an answer belongs to', () => {
    const ask: ['out', object] = ['out', { id: 5, method: 'thread/resume', params: { threadId: 'x' } }];
    expect(lineOf(ask, ['in', { id: 5, error: { code: -32600, message: 'no such thread' } }])).toBe(
      'thread/resume refused: no such thread (-32600)',
    );
    expect(lineOf(ask, ['in', { id: 5, result: { thread: { id: 'x' }, model: 'm' } }])).toBe(
      'thread/resume thread x, model m',
    );
  });

  it('keeps the ids of both directions apart', () => {
    const ours: ['out', object] = ['out', { id: 0, method: 'model/list' }];
    const theirs: ['in', object] = ['in', { id: 0, method: 'item/tool/call', params: {} }];
    expect(lineOf(ours, theirs, ['out', { id: 0, result: { success: true } }])).toBe(
      'answer to item/tool/call: {"success":true}',
    );
  });
});
