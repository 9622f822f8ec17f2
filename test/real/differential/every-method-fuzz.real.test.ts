// Calls nobody thought of: ours beside the real servers of both versions. First those that once came out otherwise, then a
// few that chance has made and that stay the same, then, where ASTC_FUZZ_METHODS names methods, such as chance makes from
// ASTC_FUZZ_SEED, ASTC_FUZZ_CALLS of them.
import { describe, expect, it } from 'vitest';
import { FOUND } from '../support/fuzz/found.js';
import { FOUND_ELSEWHERE } from '../support/fuzz/found-elsewhere.js';
import { fuzzCalls, methodsOf } from '../support/fuzz/fuzz-calls.js';
import { type FuzzCall, playFuzz } from '../support/fuzz/fuzz-run.js';
import { unnamed } from '../support/fuzz/known.js';
import { isKnownIn } from '../support/fuzz/profile-file.js';
import type { Version } from '../support/target.js';

const { ASTC_FUZZ_SEED, ASTC_FUZZ_CALLS, ASTC_FUZZ_METHODS } = process.env;
const SEED = Number(ASTC_FUZZ_SEED ?? 1);
const COUNT = Number(ASTC_FUZZ_CALLS ?? 200);
const WANTED = ASTC_FUZZ_METHODS === undefined ? null : new RegExp(ASTC_FUZZ_METHODS);
const MS_PER_CALL = 500;
/** What every run plays: enough to come across most of these methods, few enough to take some seconds. */
const ALWAYS = { seed: 411, count: 120 };
/** All but those that load threads, run something, or sort by the time: these may come out otherwise on a busy machine. */
const STEADY =
  /^(?!turn\/|review\/|process\/|command\/|fuzzy|thread\/(?:list|search|start|fork|resume|archive|unarchive|unsubscribe|delete|compact|shellCommand|rollback|revert|queue|realtime|inject|sample|loaded))/;

async function apart(version: Version, calls: readonly FuzzCall[]): Promise<string[]> {
  const isKnown = isKnownIn(version);
  const found: string[] = [];
  const asked = calls.filter(({ method }) => isKnown(method));
  await playFuzz(version, asked, ({ call, lines }) => {
    found.push(...unnamed(lines).map((line) => `${line}\n  asked ${JSON.stringify(call.params)}`));
  });
  return withoutLate(found);
}

/** News that only came to be heard with another call on the other side, where the machine was busy, are the same news. */
function withoutLate(found: readonly string[]): string[] {
  const isLate = (line: string): boolean => {
    const [news = ''] = line.split('\n  asked ');
    const other = news.includes(': only ours says ')
      ? news.replace(': only ours says ', ': only the real one says ')
      : news.replace(': only the real one says ', ': only ours says ');
    return other !== news && found.some((one) => one.startsWith(`${other}\n`));
  };
  return found.filter((line) => !isLate(line));
}

describe.each<Version>(['0.169.0', '0.118.0'])('calls nobody thought of, in %s', (version) => {
  it('are answered alike where they once were not', async () => {
    expect(await apart(version, [...FOUND, ...FOUND_ELSEWHERE])).toEqual([]);
  });

  it('are answered alike as chance has made them', async () => {
    const methods = methodsOf(version, STEADY);
    expect(await apart(version, fuzzCalls(version, { ...ALWAYS, methods }))).toEqual([]);
  });

  it.runIf(WANTED !== null)(
    `are answered alike as chance makes them, seed ${SEED}`,
    async () => {
      const methods = methodsOf(version, WANTED ?? /./);
      expect(await apart(version, fuzzCalls(version, { seed: SEED, count: COUNT, methods }))).toEqual([]);
    },
    30_000 + COUNT * MS_PER_CALL,
  );
});
