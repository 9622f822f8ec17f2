// What may differ between ours and the real servers, each with its line in docs/quirks.md. Everything else is a failure.
import type { Side, Version } from './target.js';

interface KnownDifference {
  /** The heading in docs/quirks.md. */
  quirk: string;
  versions: readonly Version[];
  /** Rewrites a normalised frame to the common form; null drops it. */
  rewrite(frame: string, side: Side): string | null;
}

export const knownDifferences: readonly KnownDifference[] = [];

/** A transcript with the known differences levelled. */
export function tolerated(frames: readonly string[], side: Side, version: Version): string[] {
  const rules = knownDifferences.filter((rule) => rule.versions.includes(version));
  return frames.flatMap((frame) => {
    let text: string | null = frame;
    for (const rule of rules) if (text !== null) text = rule.rewrite(text, side);
    return text === null ? [] : [text];
  });
}
