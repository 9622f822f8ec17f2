// Transcripts of servers that tell the same things at slightly different moments: all answers in the order of their
// requests, then the notifications of each kind that is listened for, in their own order.
import { createBackend } from '../../../src/backend/index.js';
import type { Scenario } from './compare.js';
import { normaliser } from './normalise.js';
import { type Frame, type Side, startTarget, type Version } from './target.js';

/** The frames as `differences` compares them. */
export async function answersFirst(
  side: Side,
  version: Version,
  scenario: Scenario & { heard: RegExp },
): Promise<string[]> {
  const backend = createBackend({ script: scenario.script });
  await backend.listen();
  try {
    const target = await startTarget({ side, version, config: backend.codexConfig() });
    try {
      await scenario.play(target);
      await quiet(target.frames);
      const normalise = normaliser(target.home);
      return inOrder(target.frames, scenario.heard).map((frame) =>
        JSON.stringify(withoutTimes(normalise(withoutReceipts(frame)))),
      );
    } finally {
      await target.close();
    }
  } finally {
    await backend.close();
  }
}

function inOrder(frames: readonly Frame[], heard: RegExp): Frame[] {
  const answers = frames.filter((frame) => typeof frame.id === 'number' && !('method' in frame));
  answers.sort((a, b) => Number(a.id) - Number(b.id));
  const news = frames.filter((frame) => heard.test(String(frame.method)));
  const kinds = [...new Set(news.map(({ method }) => String(method)))].sort();
  return [...answers, ...kinds.flatMap((kind) => news.filter(({ method }) => method === kind))];
}

/**
 * Leaves out what would number ids differently: what nobody has read yet, which is told in no order of its own, and
 * cursors, which hold ids in ours alone.
 */
function withoutReceipts({ result, ...frame }: Frame): Frame {
  if (typeof result !== 'object' || result === null) return { ...frame, result };
  const { readState: _, readStates: __, turnsBackwardsCursor: ___, ...shown } = result as Frame;
  const { itemsBackwardsCursor: ____, ...rest } = shown;
  return { ...frame, result: rest };
}

/** Times inside of cursors. */
function withoutTimes(frame: unknown): unknown {
  return JSON.parse(JSON.stringify(frame).replace(/\|1\d{9,12}\|/g, '|<time>|'));
}

async function quiet(frames: readonly Frame[]): Promise<void> {
  for (let count = -1; count !== frames.length; ) {
    count = frames.length;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
