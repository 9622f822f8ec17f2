// What is put off until the bytes are on their way.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Recorder } from '../../src/recording/recorder.js';
import { Afterwards, LineWatch } from '../../src/recording/tap/byte-watch.js';

describe('recording afterwards', () => {
  let written: string[];
  let recorder: Recorder;
  let afterwards: Afterwards;
  beforeEach(() => {
    vi.useFakeTimers();
    written = [];
    recorder = new Recorder(undefined, {
      transport: 'stdio',
      target: ['codex'],
      write: (text) => written.push(text),
    });
    written.length = 0;
    afterwards = new Afterwards(recorder);
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
  const frames = (): string[] => [...written.join('').matchAll(/"n":(\d+)/g)].map(([, n]) => n ?? '');

  it('waits for a pause, and then writes all that came in one piece and in order', () => {
    const [out, back] = [
      new LineWatch(recorder, afterwards, 'out'),
      new LineWatch(recorder, afterwards, 'in'),
    ];
    out.push(Buffer.from('{"n":1}\n{"n"'));
    vi.advanceTimersByTime(1);
    back.push(Buffer.from('{"n":2}\n'));
    out.push(Buffer.from(':3}\n'));
    vi.advanceTimersByTime(1);
    expect(written).toEqual([]);
    vi.advanceTimersByTime(1);
    expect({ frames: frames(), pieces: written.length }).toEqual({ frames: ['1', '2', '3'], pieces: 1 });
  });

  it('keeps the time at which the bytes passed', () => {
    const watch = new LineWatch(recorder, afterwards, 'in');
    vi.advanceTimersByTime(100);
    watch.push(Buffer.from('{"n":1}\n'));
    vi.advanceTimersByTime(50);
    expect(JSON.parse(written[0] ?? '{}')).toMatchObject({ t: 100 });
  });

  it('does not wait for a pause for ever', () => {
    const watch = new LineWatch(recorder, afterwards, 'in');
    for (let n = 0; n < 150; n += 1) {
      watch.push(Buffer.from(`{"n":${n}}\n`));
      vi.advanceTimersByTime(1);
    }
    expect(frames().length).toBeGreaterThan(90);
  });

  it('lets bytes pass between two slices of much work', () => {
    let now = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    for (let n = 0; n < 3; n += 1)
      afterwards.add(() => {
        recorder.frame('in', `{"n":${n}}`);
        now += 1;
      });
    vi.advanceTimersToNextTimer();
    expect(frames()).toEqual(['0']);
    vi.runAllTimers();
    expect({ frames: frames(), pieces: written.length }).toEqual({ frames: ['0', '1', '2'], pieces: 3 });
  });

  it('holds the stream up rather than keep all of it', () => {
    const watch = new LineWatch(recorder, afterwards, 'in');
    const long = 'x'.repeat(6 * 1024 * 1024);
    for (let n = 0; n < 4; n += 1) watch.push(Buffer.from(`{"n":${n},"long":"${long}"}\n`));
    expect(frames()).toEqual(['0', '1', '2']);
  });

  it('leaves nothing behind when the session is over', () => {
    const watch = new LineWatch(recorder, afterwards, 'in');
    watch.push(Buffer.from('{"n":1}'));
    watch.end();
    afterwards.flush();
    expect(frames()).toEqual(['1']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
