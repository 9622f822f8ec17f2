import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJsonlThreadStore, OWN_FOLDER } from '../../../src/adapters/store/index.js';
import type { ThreadStore } from '../../../src/domain/ports.js';
import { line, query, userMessageLine, writeRollout } from './rollout-files.js';
import { heldClock, NOON, temporaryHome, threadId } from './support.js';

const DAY = '2026-11-20T10:00:00.000Z';

function storeIn(codexHome: string, dialect: '0.118.0' | '0.169.0' = '0.169.0', clock = heldClock()) {
  return createJsonlThreadStore({ codexHome, dialect, clock });
}

async function numbers(store: ThreadStore, archived = false): Promise<number[]> {
  const { threads } = await store.list(query({ archived }));
  return threads.map((thread) => Number(thread.meta.id.slice(-12)));
}

/** What another program does to a file. */
function changeFile(
  home: string,
  { kind, path, files, at, i }: { kind: string; path: string; files: string[]; at: number; i: number },
): void {
  const archive = join(home, 'archived_sessions');
  switch (kind) {
    case 'say':
      appendFileSync(path, userMessageLine(`more ${i}`));
      break;
    case 'touch':
      utimesSync(path, new Date(NOON + i * 1000), new Date(NOON + i * 1000));
      break;
    case 'remove':
      rmSync(path);
      files.splice(at, 1);
      break;
    case 'archive':
      mkdirSync(archive, { recursive: true });
      renameSync(path, join(archive, basename(path)));
      files[at] = join(archive, basename(path));
      break;
    case 'replace': {
      const text = readFileSync(path, 'utf8');
      writeFileSync(`${path}.tmp`, `${text.split('\n')[0]}\n${userMessageLine(`other ${i}`)}`);
      renameSync(`${path}.tmp`, path);
      break;
    }
    case 'shorten':
      // Down to its head and first message, which a log keeps as long as it is the same file.
      writeFileSync(path, `${readFileSync(path, 'utf8').trimEnd().split('\n').slice(0, 2).join('\n')}\n`);
  }
}

describe('the index of a thread store', () => {
  it('sees files that come, grow, move and go while it is used', async () => {
    using home = temporaryHome();
    const clock = heldClock(Date.now());
    const store = storeIn(home.path, '0.169.0', clock);
    const first = writeRollout(home.path, { n: 1, created: DAY });
    expect(await numbers(store)).toEqual([1]);
    // A new file in a known folder, one in a new folder, one without a message.
    writeRollout(home.path, { n: 2, created: '2026-11-20T10:00:05.000Z' });
    writeRollout(home.path, { n: 3, created: '2026-11-22T10:00:00.000Z' });
    const silent = writeRollout(home.path, { n: 4, created: '2026-11-22T10:00:01.000Z', message: null });
    expect(await numbers(store)).toEqual([3, 2, 1]);
    appendFileSync(silent, userMessageLine('now I speak'));
    expect(await numbers(store)).toEqual([4, 3, 2, 1]);
    utimesSync(first, new Date(NOON), new Date(NOON));
    expect((await store.list(query())).threads.at(-1)?.updatedAt).toBe(NOON);
    const archive = join(home.path, 'archived_sessions');
    mkdirSync(archive);
    renameSync(first, join(archive, basename(first)));
    expect([await numbers(store), await numbers(store, true)]).toEqual([[4, 3, 2], [1]]);
    rmSync(silent);
    expect(await numbers(store)).toEqual([3, 2]);
    rmSync(join(home.path, 'sessions'), { recursive: true });
    clock.advance(5000);
    expect(await numbers(store)).toEqual([]);
  });

  it('notices changes in folders of long ago after a while', async () => {
    using home = temporaryHome();
    const clock = heldClock(Date.now());
    const store = storeIn(home.path, '0.169.0', clock);
    for (let n = 1; n <= 70; n += 1) {
      writeRollout(home.path, {
        n,
        created: new Date(Date.UTC(2026, 0, 1, 12) + n * 86_400_000).toISOString(),
      });
    }
    expect((await store.list(query({ limit: 100 }))).threads).toHaveLength(70);
    const late = writeRollout(home.path, { n: 71, created: '2026-01-02T13:00:00.000Z' });
    clock.advance(5000);
    expect((await store.list(query({ limit: 100 }))).threads).toHaveLength(71);
    expect((await store.find(threadId(71)))?.path).toBe(late);
  });

  it('remembers heads over a restart, and no more than the files say', async () => {
    using home = temporaryHome();
    const kept = writeRollout(home.path, { n: 1, created: DAY });
    const replaced = writeRollout(home.path, { n: 2, created: DAY });
    const gone = writeRollout(home.path, { n: 3, created: DAY });
    const store = storeIn(home.path);
    expect(await numbers(store)).toEqual([3, 2, 1]);
    await store.close();
    expect(readdirSync(join(home.path, OWN_FOLDER))).toEqual(['thread-index.jsonl']);

    // Same length and time, other words: only a reader of the file itself could tell. The cache must win here.
    const { mtime } = statSync(kept);
    const text = readFileSync(kept, 'utf8');
    writeFileSync(kept, text.replace('hello 1', 'HELLO 1'));
    utimesSync(kept, mtime, mtime);
    rmSync(replaced);
    writeFileSync(replaced, text.replace(threadId(1), threadId(2)).replace('hello 1', 'something else'));
    rmSync(gone);
    const { threads } = await storeIn(home.path).list(query());
    expect(threads.map(({ preview }) => preview)).toEqual(['something else', 'hello 1']);
  });

  it('tells the same as without a cache, whatever others did between two starts', async () => {
    const change = fc.record({
      kind: fc.constantFrom('add', 'say', 'touch', 'remove', 'archive', 'replace', 'shorten', 'restart'),
      pick: fc.nat(),
      day: fc.integer({ min: 1, max: 3 }),
      spoken: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 4, maxLength: 14 }), async (changes) => {
        using home = temporaryHome();
        const clock = heldClock(Date.now() + 60_000);
        const files: string[] = [];
        let store = storeIn(home.path, '0.118.0', clock);
        for (const [i, { kind, pick, day, spoken }] of changes.entries()) {
          const at = pick % Math.max(1, files.length);
          const path = files[at];
          const created = `2026-01-0${day}T10:00:00.000Z`;
          if (kind === 'add' || path === undefined) {
            files.push(writeRollout(home.path, { n: i + 1, created, message: spoken ? `hello ${i}` : null }));
          } else if (kind === 'restart') {
            await store.list(query());
            await store.close();
            store = storeIn(home.path, '0.118.0', clock);
          } else changeFile(home.path, { kind, path, files, at, i });
        }
        clock.advance(5000);
        for (const more of [{}, { archived: true }, { sortKey: 'updated_at' }] as const) {
          const listed = await store.list(query(more));
          rmSync(join(home.path, OWN_FOLDER), { recursive: true, force: true });
          expect(listed).toEqual(await storeIn(home.path, '0.118.0', clock).list(query(more)));
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    '',
    'nonsense\n',
    '"thread-index 1"\n{"path":1}\n[]\n',
    '"thread-index 3"\n["sessions",1,2,[3]]\n',
  ])('is not led astray by a broken cache (%j)', async (cache) => {
    using home = temporaryHome();
    writeRollout(home.path, { n: 1, created: DAY });
    mkdirSync(join(home.path, OWN_FOLDER));
    writeFileSync(join(home.path, OWN_FOLDER, 'thread-index.jsonl'), cache);
    expect(await numbers(storeIn(home.path))).toEqual([1]);
  });

  it('finds a first message that stands far behind the head', async () => {
    using home = temporaryHome();
    const path = writeRollout(home.path, { n: 1, created: DAY, message: null });
    const filler = line('response_item', { type: 'message', role: 'developer', content: 'x'.repeat(90_000) });
    appendFileSync(path, filler.repeat(4) + userMessageLine('## My request for Codex:\n  at last '));
    const image = writeRollout(home.path, {
      n: 2,
      created: DAY,
      message: '',
      images: ['data:image/png;base64,AA=='],
    });
    appendFileSync(image, userMessageLine('second'));
    const { threads } = await storeIn(home.path).list(query());
    expect(threads.map(({ preview }) => preview)).toEqual(['[Image]', 'at last']);
  });
});
