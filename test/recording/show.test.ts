import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { messagesOf, parseRecording } from '../../src/recording/reader.js';
import { Recorder } from '../../src/recording/recorder.js';
import { parseFilter } from '../../src/recording/show/filter.js';
import { timelineOf } from '../../src/recording/show/timeline.js';
import { run } from '../cli/harness.js';

const THREAD = '01a21810-4861-7067-b9a9-000000000001';
const lines: string[] = [];
const recorder = new Recorder(undefined, {
  transport: 'stdio',
  target: ['codex', 'app-server'],
  redact: { secrets: false, emails: false, home: false },
  write: (text) => lines.push(text),
});
recorder.open(1, 0);
recorder.frame('out', '{"id":1,"method":"thread/start","params":{"cwd":"/srv/acme"}}', { t: 1000 });
recorder.frame('in', `{"id":1,"result":{"thread":{"id":"${THREAD}"}}}`, { t: 1250 });
recorder.frame(
  'out',
  `{"id":2,"method":"turn/start","params":{"threadId":"${THREAD}","input":[{"type":"text","text":"hi <b>"}]}}`,
  { t: 1300 },
);
recorder.frame('in', '{"id":2,"error":{"code":-32600,"message":"no | way"}}', { t: 1301 });
recorder.frame(
  'in',
  `{"method":"item/completed","params":{"threadId":"${THREAD}","item":{"type":"agentMessage","text":"mail bob@corp.example.com"}}}`,
  { t: 1400 },
);
recorder.frame('in', 'garbage', { t: 1500 });
recorder.stderr('warn\n', { t: 1600 });
recorder.close(1, { by: 'client', code: 1000, t: 1700 });
recorder.end({ exitCode: 0, signal: null, t: 1800 });
const recording = parseRecording(lines.join(''));

describe('a filter', () => {
  const shown = (filter: string): number[] => {
    const fits = parseFilter(filter);
    const messages = messagesOf(recording.frames);
    const lines = timelineOf(messages);
    return messages.flatMap((message, index) => {
      const line = lines[index];
      return line !== undefined && fits({ message, line }) ? [index] : [];
    });
  };

  it.each([
    ['method=turn/*', [2, 3]],
    ['method=turn/* and dir=out', [2]],
    ['dir=out', [0, 2]],
    ['not dir=in', [0, 2]],
    ['kind=failure or kind=malformed', [3, 5]],
    ['(kind=failure or dir=out) and t>1100', [2, 3]],
    // The refusal of what was asked about a thread belongs to it.
    [`thread=${THREAD}`, [1, 2, 3, 4]],
    ['thread=T1', [1, 2, 3, 4]],
    ['thread!=T1', [0, 5]],
    ['item=agentMessage', [4]],
    ['took>100', [1]],
    ['text~corp', [4]],
    ['t<1260 dir!=out', [1]],
    ['id=2', [2, 3]],
  ])('%s', (filter, indexes) => {
    expect(shown(filter)).toEqual(indexes);
  });

  it.each(['', 'colour=red', '(dir=in', 'dir=in)', 'dir'])('is refused with a sentence: "%s"', (filter) => {
    expect(() => parseFilter(filter)).toThrow(/^Filter /);
  });
});

describe('a recording for people', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'show-'));
    file = path.join(folder, 'a.jsonl');
    writeFileSync(file, lines.join(''));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('shows times, lanes, answers with how long they took, and what was refused', async () => {
    const { stdout, code } = await run(['show', file]);
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toEqual([
      '    1.000 >     thread/start ?',
      '    1.250 < T1  thread/start answered  (250.0 ms)',
      '    1.300 > T1    turn/start ?  hi <b>',
      '    1.301 < T1    turn/start refused  -32600 no | way  (1.0 ms)',
      '    1.400 < T1      item/completed  agentMessage mail bob@corp.example.com',
      '    1.500 <     no message  garbage',
    ]);
  });

  it('shows only what a filter lets through, with the lanes and times of the whole', async () => {
    const { stdout } = await run(['show', file, '--filter', 'kind=failure']);
    expect(stdout).toBe('    1.301 < T1    turn/start refused  -32600 no | way  (1.0 ms)\n');
  });

  it('gives scripts the same as JSON', async () => {
    const { json } = await run(['show', file, '--json']);
    expect(json().at(-1)).toMatchObject({
      kind: 'verdict',
      result: { isComplete: true, frames: { length: 6 } },
    });
  });

  it('exports an HTTP archive with every message in its time', async () => {
    const out = path.join(folder, 'a.har');
    expect((await run(['export', file, '--har', '--out', out])).code).toBe(0);
    const { log } = JSON.parse(readFileSync(out, 'utf8'));
    expect(log.version).toBe('1.2');
    expect(log.entries).toHaveLength(1);
    const [entry] = log.entries;
    expect(entry._webSocketMessages.map(({ type }: { type: string }) => type)).toEqual([
      'send',
      'receive',
      'send',
      'receive',
      'receive',
      'receive',
    ]);
    const [first, second] = entry._webSocketMessages;
    expect(second.time - first.time).toBeCloseTo(0.25, 3);
    expect(entry.time).toBe(500);
  });

  it('exports Markdown and HTML in which no text of a session is mark-up', async () => {
    const markdown = (await run(['export', file, '--markdown'])).stdout;
    expect(markdown).toContain('| 1.301 | ← | T1 | turn/start refused | -32600 no \\| way | 1.0 |');
    const html = (await run(['export', file, '--html'])).stdout;
    expect(html).toContain('hi &lt;b&gt;');
    expect(html).not.toContain('<b>');
  });

  it('wants exactly one form', async () => {
    expect(await run(['export', file])).toMatchObject({ code: 2 });
    expect(await run(['export', file, '--har', '--html'])).toMatchObject({ code: 2 });
  });

  it('is redacted a second time, with everything else kept', async () => {
    const out = path.join(folder, 'clean.jsonl');
    const { stdout } = await run(['redact', file, out, '--redact-paths']);
    expect(stdout).toContain('6 messages, something taken out of 2.');
    const clean = parseRecording(readFileSync(out, 'utf8'));
    expect(readFileSync(out, 'utf8')).not.toMatch(/bob@|acme/);
    expect(clean.entries.map(({ kind, t }) => [kind, t])).toEqual(
      recording.entries.map(({ kind, t }) => [kind, t]),
    );
    expect(clean.header).toMatchObject({
      startedAt: recording.header?.startedAt,
      redaction: { paths: true },
    });
    expect(clean.frames[5]?.text).toBe('garbage');
  });
});
