import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  FeedbackNotSaved,
  keepFeedback,
  saveFeedback,
} from '../../../src/adapters/files/feedback-archive.js';
import type { Feedback } from '../../../src/domain/feedback.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'feedback-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const said = (files: readonly string[] = []): Feedback => ({
  classification: 'bug',
  reason: 'naïve',
  tags: { a: 'b' },
  threadId: 'nobody',
  files,
});

/** What another program reads in the archive. */
function read(archive: string, entry: string): Buffer {
  const script = 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; ';
  const code = `${script}sys.stdout.buffer.write(z.read(sys.argv[2]))`;
  return execFileSync('python3', ['-c', code, archive, entry]);
}

describe('an archive of feedback', () => {
  test('is a zip that holds what was said and what was attached', async () => {
    const log = join(folder, 'a log.txt');
    const text = Buffer.from(`${'again and again\n'.repeat(5000)}\u0000ÿ`);
    writeFileSync(log, text);
    const path = join(folder, 'out.zip');
    await saveFeedback(said([log]), path);
    const { files: _, ...report } = said();
    expect(JSON.parse(read(path, 'report.json').toString())).toEqual(report);
    expect(JSON.parse(read(path, 'manifest.json').toString())).toEqual({
      files: [{ name: 'attachments/1-a log.txt', bytes: text.length }],
    });
    expect(read(path, 'attachments/1-a log.txt').equals(text)).toBe(true);
    expect(statSync(path).size).toBeLessThan(text.length / 10);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('takes the place of nothing', async () => {
    const path = join(folder, 'out.zip');
    writeFileSync(path, 'mine');
    await expect(saveFeedback(said(), path)).rejects.toThrow('feedback save path already exists');
  });

  test('is not begun when an attachment cannot be read', async () => {
    const missing = join(folder, 'none');
    await expect(saveFeedback(said([missing]), join(folder, 'out.zip'))).rejects.toThrow(
      `failed to read selected attachment ${missing}: No such file or directory (os error 2)`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test('says where it could not be written', async () => {
    const saved = saveFeedback(said(), join(folder, 'none', 'out.zip'));
    await expect(saved).rejects.toThrow(FeedbackNotSaved);
    await expect(saved).rejects.toThrow(/^No such file or directory \(os error 2\) at path ".*\/none\/\.tmp/);
  });

  test('is kept in the home once for every time', async () => {
    await keepFeedback(said(), folder);
    await keepFeedback(said(), folder);
    expect(readdirSync(join(folder, 'feedback'))).toHaveLength(2);
  });
});
