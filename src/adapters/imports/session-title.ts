// What a session of another agent is called: as its user or the agent named it, or as it begins.

import { codePoints } from '../../util/code-points.js';

const MOST = 120;
/** Where nothing of the first message is meant for people. */
const NAMELESS = 'Imported session';
/** What programs put before what a user wrote. */
const WRAPPERS = ['command-message', 'system-reminder', 'ide_opened_file'];

export function titleOfMessage(message: string): string {
  const line = withoutWrappers(message)
    .split('\n')
    .map((one) => one.trim())
    .find((one) => one !== '');
  return shortened(line ?? NAMELESS, MOST);
}

/** At most so many characters, dots at the end included. */
export function shortened(text: string, most: number): string {
  return codePoints(text) <= most
    ? text
    : `${Array.from(text)
        .slice(0, most - 3)
        .join('')}...`;
}

function withoutWrappers(message: string): string {
  let rest = message.trimStart();
  for (;;) {
    const end = wrapperEnd(rest);
    if (end === null) return rest;
    rest = rest.slice(end).trimStart();
  }
}

/** Where the wrapper ends that the text begins with; null: with none, or with one that is not closed. */
function wrapperEnd(text: string): number | null {
  const tag = new RegExp(`<(/?)(${WRAPPERS.join('|')})>`, 'g');
  const open: string[] = [];
  for (const found of text.matchAll(tag)) {
    const [whole, slash, name = ''] = found;
    if (open.length === 0 && (found.index > 0 || slash !== '')) return null;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) return null;
    if (open.length === 0) return found.index + whole.length;
  }
  return null;
}
