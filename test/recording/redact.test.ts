import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RecordingRedactor, type RedactOptions } from '../../src/recording/redact.js';
import { MAY_HOLD_SECRET, SECRET_NAME_PATTERN } from '../../src/util/secret-names.js';

function redacted(value: unknown, options?: RedactOptions): string {
  return new RecordingRedactor(options).frame(JSON.stringify(value));
}

describe('redaction', () => {
  it.each([
    ['a member in camel case', { accessToken: 'hush-hush' }],
    ['a member in snake case', { refresh_token: 'hush-hush' }],
    ['a header', { headers: { Authorization: 'Basic hush-hush' } }],
    ['an environment variable', { env: { GITHUB_TOKEN: 'hush-hush', AWS_SECRET_ACCESS_KEY: 'hush-hush' } }],
    ['an escaped quote in the secret', { password: 'a"hush-hush' }],
    ['JSON inside of text', { output: '{"access_token":"hush-hush"}' }],
    ['JSON inside of JSON inside of text', { output: JSON.stringify({ a: '{"id_token": "hush-hush"}' }) }],
    ['a key anywhere', { text: 'use sk-proj-hush-hush-hush here' }],
    ['a bearer token', { text: 'authorization: Bearer hush-hush' }],
    ['a query', { authUrl: 'https://a.example/cb?code=hush-hush&state=x' }],
    ['an assignment', { command: 'OPENAI_API_KEY=hush-hush node x.js' }],
    ['an address', { email: 'hush-hush@corp.example.com' }],
    ['an address behind a line break', { text: 'mail\nhush-hush@corp.example.com' }],
    ['a home', { cwd: '/home/hush-hush/proj' }],
    ['a home on a Mac', { cwd: '/Users/hush-hush/proj' }],
    ['a home on Windows', { cwd: 'C:\\Users\\hush-hush\\proj' }],
  ])('takes out %s', (_what, value) => {
    const clean = redacted(value);
    expect(clean).not.toContain('hush-hush');
    expect(() => JSON.parse(clean)).not.toThrow();
  });

  it('looks twice at whatever has the name of a secret', () => {
    // The optional dash between words may be there or not, and so may capitals.
    for (const pattern of SECRET_NAME_PATTERN.split('|')) {
      const spellings = [pattern.replaceAll('[_-]?', ''), pattern.replaceAll('[_-]?', '-').toUpperCase()];
      for (const name of spellings) expect([name, MAY_HOLD_SECRET.test(name)]).toEqual([name, true]);
    }
  });

  it('leaves everything else as it was on the wire, spaces and digits included', () => {
    const frame =
      '{ "id": 9007199254740993, "result": {"model":"gpt-5.5","n":1.0,"tokens":5,"pkg":"codex@0.169.0"} }';
    expect(new RecordingRedactor().frame(frame)).toBe(frame);
  });

  it('says the same stand-in for the same address', () => {
    const redactor = new RecordingRedactor();
    const clean = redactor.text('a@x.org b@x.org a@x.org');
    expect(clean).toBe('person-1@example.invalid person-2@example.invalid person-1@example.invalid');
    expect(redactor.text(clean)).toBe(clean);
  });

  it('keeps the shape of trees when paths go too', () => {
    const clean = redacted(
      { a: '/srv/acme/main.ts', b: '/srv/acme/sub/x', m: 'thread/start', u: 'https://h.example/a/b' },
      { paths: true },
    );
    expect(JSON.parse(clean)).toEqual({
      a: '/p1/p2/p3.ts',
      b: '/p1/p2/p4/p5',
      m: 'thread/start',
      u: 'https://h.example/a/b',
    });
  });

  it('is told to leave things in', () => {
    const value = { token: 'hush-hush', email: 'a@x.org', cwd: '/home/bob' };
    expect(redacted(value, { secrets: false, emails: false, home: false })).toBe(JSON.stringify(value));
  });

  it('makes JSON of any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('token', 'text', 'cwd'), (value, name) => {
        const clean = redacted({ [name]: value, more: 'a\\b@c.de "\\/home/x' }, { paths: true });
        JSON.parse(clean);
      }),
    );
  });

  it('changes nothing the second time', () => {
    const value = {
      accessToken: 'x-hush',
      cwd: '/home/bob/a',
      p: '/srv/q/r.ts',
      m: 'me@x.org',
      t: 'Bearer abcdefgh',
    };
    const once = redacted(value, { paths: true });
    expect(new RecordingRedactor({ paths: true }).frame(once)).toBe(once);
  });
});
