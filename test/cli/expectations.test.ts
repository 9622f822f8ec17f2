import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  about,
  agentMessage,
  type Handler,
  LATER,
  playTurn,
  THREAD,
  talkative,
  turn,
} from '../client/fake-server.js';
import { tempFolder } from '../support/temp-folder.js';
import { against } from './harness.js';

const words = ['One ', 'two.'];
const COMMAND = 'item/commandExecution/requestApproval';

/** A turn that asks once, completes a command, says something, and ends as `status`. */
function asking(status = 'completed'): Record<string, Handler> {
  return {
    ...talkative(words),
    'turn/start': (_params, server, reply) => {
      reply.succeed({ turn: turn('inProgress') });
      server.notify('turn/started', { threadId: THREAD, turn: turn('inProgress') });
      void server.peer.request(COMMAND, about({ itemId: 'c', command: 'touch x' })).then(() => {
        const item = {
          type: 'commandExecution',
          id: 'c',
          command: 'touch x',
          status: 'completed',
          exitCode: 0,
        };
        server.notify('item/completed', about({ item }));
        server.notify('item/completed', about({ item: agentMessage('Done, and well.') }));
        server.notify('turn/completed', { threadId: THREAD, turn: turn(status) });
      }, ignoreEnd);
      return LATER;
    },
  };
}

/** The connection may end before somebody answers. */
function ignoreEnd(): void {}

async function expecting(expectations: readonly string[], status?: string) {
  const flags = expectations.flatMap((text) => ['--expect', text]);
  return against(asking(status), ['--json', 'send-message', 'hi', '--approve', 'accept', ...flags]);
}

describe('--expect', () => {
  it.each([
    ['status=completed'],
    ['text~and well'],
    ['text=Done, and well.'],
    ['item=commandExecution'],
    ['item!=fileChange'],
    ['items=2'],
    ['approvals=1'],
    ['approvals>=1'],
    [`asked=${COMMAND}`],
    ['unanswered=0'],
    ['duration<10s'],
    ['turns<2'],
  ])('holds for %s', async (text) => {
    expect((await expecting([text])).code).toBe(0);
  });

  it.each([
    ['status=failed', 'found "completed"'],
    ['text~nothing like it', 'found "Done, and well."'],
    ['item=fileChange', 'found commandExecution, agentMessage'],
    ['approvals=2', 'found 1'],
    ['duration>10s', 'found '],
    ['tokens>5', 'found nothing'],
  ])('exits 1 when %s does not hold, and says what was found', async (text, found) => {
    const ran = await expecting([text, 'approvals=1']);
    expect(ran.code).toBe(1);
    expect(ran.json().at(-1)).toMatchObject({
      outcome: 'unexpected',
      message: expect.stringContaining(`Not as expected: ${text} (${found}`),
    });
  });

  it('takes a turn that fails as it should for a success', async () => {
    expect((await expecting(['status=failed'], 'failed')).code).toBe(0);
    expect((await expecting(['approvals=1'], 'failed')).code).toBe(5);
  });

  it.each(['status', 'colour=red', 'approvals~1', 'status<3', 'duration<soon', 'text~('])(
    'refuses %s before anything is sent',
    async (text) => {
      const ran = await expecting([text]);
      expect(ran).toMatchObject({ code: 2, server: undefined });
    },
  );
});

describe('the summary', () => {
  it('tells turns, times and what the server asked, for scripts', async () => {
    const { json } = await expecting([]);
    expect(json().at(-1)).toMatchObject({
      kind: 'verdict',
      summary: {
        turns: [{ threadId: THREAD, status: 'completed', items: ['commandExecution', 'agentMessage'] }],
        serverRequests: [{ method: COMMAND, itemId: 'c', what: 'run touch x', outcome: 'accept' }],
        unanswered: 0,
      },
    });
  });

  it('tells them in short lines, for people', async () => {
    const ran = await against(asking(), ['send-message', 'hi', '--approve', 'decline']);
    expect(ran.stderr).toMatch(/^turn completed in \d+ ms, 1 asked\nasked to run touch x: decline\n/);
  });

  it('counts the tokens and the time to the first text', async () => {
    const handlers: Record<string, Handler> = {
      ...talkative(words),
      'turn/start': (_params, server, reply) => {
        reply.succeed({ turn: turn('inProgress') });
        const tokenUsage = { total: { totalTokens: 99 }, last: { totalTokens: 42 } };
        server.notify('thread/tokenUsage/updated', about({ tokenUsage }));
        playTurn(server, words);
        return LATER;
      },
    };
    const { json } = await against(handlers, ['--json', 'send-message', 'hi']);
    const turns = [{ tokens: 42, firstDeltaMs: expect.any(Number), durationMs: expect.any(Number) }];
    expect(json().at(-1)).toMatchObject({ summary: { turns } });
  });

  it('exits 8 instead of 7 when the turn waited for an answer that nobody gave', async () => {
    const handlers = {
      ...asking(),
      'turn/interrupt': () => ({}),
    };
    const file = join(tempFolder('rules'), 'rules.yaml');
    writeFileSync(file, '- { kind: command, answer: leave }\n');
    const ran = await against(handlers, ['send-message', 'hi', '--approve-rules', file, '--timeout', '0.1']);
    expect(ran).toMatchObject({ code: 8, stderr: /waits for an answer that nobody gave: run touch x/ });
  });
});
