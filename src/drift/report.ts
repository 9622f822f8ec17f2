// A drift as text: what breaks clients first, then servers, then what is merely new. Plain lines or Markdown.

import type { Change, Side } from './change.js';
import type { Drift } from './compare.js';
import { namesIn, sentenceOf, usesOf } from './words.js';

export interface Section {
  readonly title: string;
  /** Changes that say the same of one place are one line. */
  readonly lines: readonly Line[];
}

export interface Line {
  readonly place: string;
  readonly text: string;
  readonly uses: string;
}

/** How many changes break which side. */
export function countBreaks(changes: readonly Change[]): Record<Side, number> {
  const count = (side: Side) => changes.filter(({ breaks }) => breaks.includes(side)).length;
  return { clients: count('clients'), servers: count('servers') };
}

/** `withNews`: also what breaks nobody. Empty sections are left out. */
export function sectionsOf({ changes, from, to }: Drift, withNews: boolean): Section[] {
  const sections: Section[] = [
    {
      title: `Breaking for clients written for ${from} that meet a ${to} server`,
      lines: linesOf(changes.filter(({ breaks }) => breaks.includes('clients'))),
    },
    {
      title: `Breaking for servers written for ${from} that meet a ${to} client`,
      lines: linesOf(changes.filter(({ breaks }) => breaks.includes('servers'))),
    },
  ];
  if (withNews) {
    const news = linesOf(changes.filter(({ breaks }) => breaks.length === 0));
    sections.push({ title: 'Breaking for nobody', lines: news });
  }
  return sections.filter(({ lines }) => lines.length > 0);
}

/** Names that one place gained or lost stand on one line. */
function linesOf(changes: readonly Change[]): Line[] {
  const groups = new Map<string, [Change, ...Change[]]>();
  for (const change of changes) {
    // Without its names, a variant's sentence is the same for all that came, or went, in one place.
    const key = `${change.place} ${change.sender} ${sentenceOf(change, [])}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [change]);
    else known.push(change);
  }
  return [...groups.values()].map(([first, ...more]) => ({
    place: first.place,
    text: sentenceOf(first, [first, ...more].flatMap(namesIn)),
    uses: usesOf(first),
  }));
}

/** `2 breaking for clients, 1 breaking for servers` */
export function breaksInWords({ clients, servers }: Record<Side, number>): string {
  return `${clients} breaking for clients, ${servers} breaking for servers`;
}

/** `further` sections come last. */
export function markdownOf(drift: Drift, withNews: boolean, further: readonly Section[] = []): string {
  const lines = [
    `# Drift from ${drift.from} to ${drift.to}`,
    '',
    `${drift.changes.length} changes: ${breaksInWords(countBreaks(drift.changes))}.`,
  ];
  for (const { title, lines: inside } of [...sectionsOf(drift, withNews), ...further]) {
    lines.push('', `## ${title}`, '');
    for (const { place, text, uses } of inside) {
      lines.push(`- \`${place}\` ${text}${uses === '' ? '' : ` (${uses})`}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
