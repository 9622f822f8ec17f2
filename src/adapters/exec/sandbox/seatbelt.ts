// A profile of macOS's sandbox-exec for a view. Pure. Paths are handed in as parameters, so that no name can break
// out of the profile's text.

import type { SandboxView } from './sandbox-view.js';

/** @returns everything between `sandbox-exec` and the command */
export function seatbeltArguments(view: SandboxView): string[] {
  const rules = ['(version 1)', '(allow default)'];
  const params: string[] = [];
  const named = (path: string): string => {
    const name = `P${params.length / 2}`;
    params.push('-D', `${name}=${path}`);
    return `(subpath (param "${name}"))`;
  };
  if (view.writable !== 'full') {
    rules.push('(deny file-write*)');
    rules.push(
      '(allow file-write* (literal "/dev/null") (literal "/dev/tty") (literal "/dev/zero") (subpath "/dev/fd"))',
    );
    if (view.writable.length > 0) rules.push(`(allow file-write* ${view.writable.map(named).join(' ')})`);
  }
  const guarded = [...view.readOnly, ...view.mustNotAppear];
  if (guarded.length > 0) rules.push(`(deny file-write* ${guarded.map(named).join(' ')})`);
  if (view.reopened.length > 0) rules.push(`(allow file-write* ${view.reopened.map(named).join(' ')})`);
  if (view.readable !== 'everything') {
    rules.push('(deny file-read-data)');
    rules.push(`(allow file-read-data ${SYSTEM_READS})`);
    const more = [...view.readable.folders, ...(view.writable === 'full' ? [] : view.writable)];
    if (more.length > 0) rules.push(`(allow file-read-data ${more.map(named).join(' ')})`);
  }
  for (const { path, access } of view.layers) {
    const one = named(path);
    rules.push(`(${access === 'deny' ? 'deny' : 'allow'} file-read* ${one})`);
    rules.push(`(${access === 'write' ? 'allow' : 'deny'} file-write* ${one})`);
  }
  if (!view.hasNetwork) rules.push('(deny network*)');
  return ['-p', rules.join('\n'), ...params, '--'];
}

/** Where macOS keeps programs and what they need to start. Without these nothing starts at all. */
const SYSTEM_READS = [
  '/System',
  '/Library',
  '/usr',
  '/bin',
  '/sbin',
  '/dev',
  '/private/etc',
  '/private/var/db',
]
  .map((folder) => `(subpath "${folder}")`)
  .join(' ');
