import { describe, expect, it } from 'vitest';
import { ScriptError } from '../../src/backend/errors.js';
import type { Script } from '../../src/backend/script.js';
import { checkReply, checkScript } from '../../src/backend/script-check.js';

/** What is wrong with a value given as a script, one line a problem. */
function problemsOf(value: unknown): string[] {
  try {
    checkScript(value as Script); // Deliberately of any shape.
    return [];
  } catch (thrown) {
    if (!(thrown instanceof ScriptError)) throw thrown;
    return thrown.problems.map(({ path, message }) => `${path}: ${message}`);
  }
}

const inReply = (reply: unknown): string[] => problemsOf({ replies: [reply] });

describe('checkScript', () => {
  it('writes a bare text out as a reply with one message in words', () => {
    expect(checkReply('Hello.').answer).toMatchObject({
      kind: 'stream',
      parts: [{ kind: 'text', split: 'words', delayMs: 0, source: { kind: 'content', content: 'Hello.' } }],
    });
  });

  it('orders the short members as reasoning, text, call', () => {
    const { answer } = checkReply({ call: { name: 'f' }, text: 'b', reasoning: 'a' });
    expect(answer).toMatchObject({ parts: [{ kind: 'reasoning' }, { kind: 'text' }, { kind: 'call' }] });
  });

  it('uses a reply once, or without limit when it has a condition', () => {
    expect(checkReply('x').times).toBe(1);
    expect(checkReply({ text: 'x', when: { text: 'y' } }).times).toBe(Number.POSITIVE_INFINITY);
    expect(checkReply({ text: 'x', when: { text: 'y' }, times: 2 }).times).toBe(2);
    expect(checkReply({ text: 'x', times: 'always' }).times).toBe(Number.POSITIVE_INFINITY);
  });

  it('turns a rate into a delay', () => {
    const { answer } = checkReply({ text: { content: 'x', tokensPerSecond: 5000 } });
    expect(answer).toMatchObject({ parts: [{ delayMs: 0.2 }] });
  });

  it('reports every problem with its path', () => {
    const problems = problemsOf({
      replies: [{ text: { content: 'a', delayMs: 'fast' } }, { when: { request: 0 }, text: 'b' }, 7],
      otherwise: 'shrug',
    });
    expect(problems).toEqual([
      'replies[0].text.delayMs: expected a number of milliseconds of at least 0, got "fast"',
      'replies[1].when.request: expected a request number of at least 1, got 0',
      'replies[2]: expected an object, got 7',
      'otherwise: expected "fail", "default" or a reply object, got "shrug"',
    ]);
  });

  it('lets the built-in script answer when there are no replies, and nobody when the list is empty', () => {
    expect(checkScript({ models: ['m'] })).toMatchObject({ replies: [], otherwise: 'default' });
    expect(checkScript({ replies: [] })).toMatchObject({ replies: [], otherwise: 'fail' });
  });

  it.each([
    ['something else than an object', [], ': expected an object, got an empty list'],
    ['replies that are no list', { replies: 'x' }, 'replies: expected a list, got "x"'],
    [
      'an unknown key',
      { reply: [], replies: [] },
      'reply: unknown key; known are replies, otherwise, models, catalog, conversations, account, logins, usage, gateway',
    ],
  ])('refuses %s', (_, value, problem) => {
    expect(problemsOf(value)).toEqual([problem]);
  });

  it.each([
    ['a misspelt key', { txt: 'a', text: 'b' }, 'replies[0].txt: unknown key; did you mean "text"?'],
    [
      'a key in the wrong case',
      { rate_limits: {}, text: 'b' },
      'replies[0].rate_limits: unknown key; did you mean "rateLimits"?',
    ],
    [
      'an empty delta count',
      { text: { repeat: 'a', count: 0 } },
      'replies[0].text.count: expected a count of at least 1, got 0',
    ],
    [
      'two sources of one text',
      { text: { content: 'a', chunks: ['b'] } },
      'replies[0].text: expected exactly one of "content", "chunks" and "repeat", got an object',
    ],
    [
      'a delay beside a rate',
      { text: { content: 'a', delayMs: 1, tokensPerSecond: 1 } },
      'replies[0].text: expected either "delayMs" or "tokensPerSecond", got an object',
    ],
    [
      'a chunk of nothing',
      { text: { chunks: [{ delayMs: 3 }] } },
      'replies[0].text.chunks[0]: expected a text, or an object with "text" or "hold", got an object',
    ],
    [
      'an unknown cut',
      { parts: [{ cut: 'softly' }] },
      'replies[0].parts[0].cut: expected "destroy" or "end", got "softly"',
    ],
    ['a call without a name', { call: { arguments: {} } }, 'replies[0].call: "name" is missing'],
    [
      'an item without a type',
      { parts: [{ item: { id: 'x' } }] },
      'replies[0].parts[0].item: expected an object with a "type", got an object',
    ],
    [
      'an HTTP error that is none',
      { error: { status: 200 } },
      'replies[0].error.status: expected a status of at least 400, got 200',
    ],
    [
      'a status out of range',
      { http: { status: 700 } },
      'replies[0].http.status: expected a status of at most 599, got 700',
    ],
    [
      'parts after the end',
      { parts: [{ cut: 'end' }, 'more'] },
      'replies[0].parts[1]: never sent: the part before ends the stream',
    ],
    [
      'a percentage that is missing',
      { text: 'a', rateLimits: { primary: {} } },
      'replies[0].rateLimits.primary: "usedPercent" is missing',
    ],
  ])('refuses a reply with %s', (_, reply, problem) => {
    expect(inReply(reply)).toEqual([problem]);
  });

  it('refuses a part with two keys and names what it may be', () => {
    expect(inReply({ parts: [{ text: 'a', wait: 3 }] })).toEqual([
      'replies[0].parts[0]: expected exactly one of text, reasoning, call, customCall, shellCall, run, patch, plan, ask, viewImage, stdin, permissions, mcp, item, event, raw, wait, hold, cut, failed, incomplete, got text, wait',
    ]);
  });

  it.each([
    [{}],
    [{ when: { text: 'a' } }],
    [{ text: 'a', error: {} }],
    [{ parts: ['a'], text: 'a' }],
    [{ disconnect: true, http: {} }],
  ])('refuses a reply with no answer or with two: %j', (reply) => {
    expect(inReply(reply)).toEqual([expect.stringMatching(/^replies\[0\]: expected one answer: /)]);
  });

  it('says why a regular expression does not compile', () => {
    expect(inReply({ text: 'a', when: { matches: '(' } })).toEqual([
      expect.stringMatching(
        /^replies\[0\]\.when\.matches: expected a regular expression \(.*Unterminated group.*\), got "\("$/,
      ),
    ]);
  });

  it('builds an API error object from its members', () => {
    const { answer } = checkReply({
      error: {
        status: 429,
        type: 'usage_limit_reached',
        message: 'Enough.',
        extra: { plan_type: 'plus' },
        retryAfter: 3,
      },
    });
    expect(answer).toMatchObject({
      kind: 'plain',
      status: 429,
      contentType: 'application/json',
      headers: { 'retry-after': '3' },
      body: { error: { type: 'usage_limit_reached', message: 'Enough.', code: null, plan_type: 'plus' } },
    });
  });
});
