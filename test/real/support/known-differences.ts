// What may differ between ours and the real servers, each with its line in docs/quirks.md. Everything else is a failure.
import type { Version } from './target.js';

interface KnownDifference {
  /** The heading in docs/quirks.md that says why. */
  quirk: string;
  versions: readonly Version[];
  /** Fits the lines of `differences` that this quirk explains. */
  line: RegExp;
  /** The real server itself does it in some runs only. */
  varies?: true;
}

export const knownDifferences: readonly KnownDifference[] = [
  {
    quirk: 'Notices are in our own words',
    versions: ['0.169.0'],
    line: /^deprecationNotice\.params\.summary: ours "Asking for all turns/,
  },
  {
    quirk: 'Cursors into a paginated history',
    versions: ['0.169.0'],
    line: /^answer \d+\.result\.((items|turns)BackwardsCursor|(initialTurnsPage\.)?(backwardsCursor|nextCursor)|data\[\d+\]\.(turnCursor|position|turn_id|\w+_\w+)): ours /,
  },
  {
    quirk: 'Item ids stay the same after a reload',
    versions: ['0.118.0'],
    line: /\.turns\[\d+\]\.items\[\d+\]\.id: ours "<id \d+>", real "item-\d+"$/,
  },
  {
    quirk: 'What the real servers do in some runs only',
    versions: ['0.169.0', '0.118.0'],
    line: /^thread\/status\/changed notLoaded: only the real one says /,
    varies: true,
  },
  {
    quirk: 'What the real servers do in some runs only',
    versions: ['0.118.0'],
    line: /\.preview: ours ".+", real "/,
    varies: true,
  },
];

const seen = new Set<KnownDifference>();

/** The differences that no known quirk explains. */
export function unexplained(lines: readonly string[], version: Version): string[] {
  return lines.filter((line) => {
    const rule = knownDifferences.find((one) => one.versions.includes(version) && one.line.test(line));
    if (rule) seen.add(rule);
    return !rule;
  });
}

/** Quirks that explained nothing in this run: to be asked after the scenarios have played. */
export function staleQuirks(): string[] {
  return knownDifferences.filter((rule) => !rule.varies && !seen.has(rule)).map(({ quirk }) => quirk);
}
