import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseRecording } from '../../src/recording/reader.js';
import { Recorder } from '../../src/recording/recorder.js';

function recorderInto(
  lines: string[],
  options: { fullAfter?: number; redact?: object } = {},
): {
  recorder: Recorder;
  problems: string[];
} {
  const problems: string[] = [];
  const recorder = new Recorder(undefined, {
    transport: 'stdio',
    target: ['codex', 'app-server', '-c', 'key="sk-abcdefghijklmnop"'],
    redact: options.redact,
    onProblem: (message) => problems.push(message),
    write: (text) => {
      if (lines.length >= (options.fullAfter ?? Number.POSITIVE_INFINITY))
        throw new Error('ENOSPC: no space left');
      lines.push(text);
    },
  });
  return { recorder, problems };
}

describe('a recorder', () => {
  it('stops recording, once and with a word, when the disk is full', () => {
    const lines: string[] = [];
    const { recorder, problems } = recorderInto(lines, { fullAfter: 2 });
    recorder.frame('out', '{"id":1,"method":"a"}');
    recorder.frame('in', '{"id":1,"result":{}}');
    recorder.frame('out', '{"id":2,"method":"b"}');
    recorder.end();
    expect(problems).toEqual(['Recording has stopped: ENOSPC: no space left. The session goes on.']);
    expect(parseRecording(lines.join('')).frames).toHaveLength(1);
  });

  it('never writes to a file that exists, and says which one it writes instead', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'astc-recorder-'));
    try {
      const file = path.join(folder, 'a.jsonl');
      writeFileSync(file, 'mine');
      const problems: string[] = [];
      const onProblem = (message: string): void => void problems.push(message);
      const recorder = new Recorder(file, { transport: 'stdio', target: [], onProblem });
      recorder.end();
      const other = path.join(folder, 'a-2.jsonl');
      expect(problems).toEqual([`${file} exists already; recording to ${other}.`]);
      expect(readFileSync(file, 'utf8')).toBe('mine');
      expect(parseRecording(readFileSync(other, 'utf8')).isComplete).toBe(true);
      new Recorder(path.join(folder, '%p.jsonl'), { transport: 'stdio', target: [], onProblem }).end();
      expect(problems).toHaveLength(1);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('writes a batch in one piece', () => {
    const lines: string[] = [];
    const { recorder } = recorderInto(lines);
    recorder.batch(() => {
      recorder.frame('out', '{"id":1,"method":"a"}');
      recorder.frame('in', '{"id":1,"result":{}}');
    });
    expect(lines).toHaveLength(2);
    expect(parseRecording(lines.join('')).frames.map(({ dir }) => dir)).toEqual(['out', 'in']);
  });

  it('keeps secrets of the command line out of the header', () => {
    const lines: string[] = [];
    recorderInto(lines);
    expect(lines.join('')).not.toContain('abcdefghijklmnop');
  });

  it('keeps the beginning of a frame that nobody could keep', () => {
    const lines: string[] = [];
    const { recorder } = recorderInto(lines);
    recorder.cutFrame('in', { head: '{"id":1,"result":"aaa', bytes: 70_000_000 });
    expect(parseRecording(lines.join('')).entries).toMatchObject([
      { cutFrom: 70_000_000, text: '{"id":1,"result":"aaa' },
    ]);
  });
});

describe('a reader', () => {
  it('loses only the torn line of a recorder that was killed', () => {
    const lines: string[] = [];
    const { recorder } = recorderInto(lines);
    recorder.frame('out', '{"id":1,"method":"a"}');
    recorder.frame('in', '{"id":1,"result":{}}');
    const whole = lines.join('');
    const torn = parseRecording(whole.slice(0, -12));
    expect(torn).toMatchObject({ isComplete: false, tornLines: [3] });
    expect(torn.frames).toHaveLength(1);
  });

  it('reads what a command printed with --json, without the method it added to answers', () => {
    const printed = [
      '{"t":1,"dir":"out","kind":"request","id":1,"method":"initialize","params":{}}',
      '{"t":2,"dir":"in","kind":"success","id":1,"result":{},"method":"initialize"}',
      '{"t":3,"kind":"verdict","ok":true,"code":0,"outcome":"ok"}',
    ].join('\n');
    expect(parseRecording(printed).frames.map(({ text }) => text)).toEqual([
      '{"id":1,"method":"initialize","params":{}}',
      '{"id":1,"result":{}}',
    ]);
  });

  it('refuses what is no recording, and what a newer recorder wrote', () => {
    expect(() => parseRecording('hello\n{"a":1}')).toThrow('is no recording');
    expect(() => parseRecording('{"kind":"recording","version":2}')).toThrow(
      'version 2; this build reads version 1',
    );
  });
});
