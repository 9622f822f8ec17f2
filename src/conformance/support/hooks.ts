// Hooks in a scenario's home, and the trust without which newer servers do not run them.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { at, textAt } from '../../util/peek.js';
import type { Bench } from '../bench.js';
import type { Line } from '../line.js';
import type { Surroundings } from '../scenario.js';

/** Commands by event. One that does not read what it is told may end before it is written: each reads it first. */
export function writeHooks({ home }: Surroundings, commands: Readonly<Record<string, string>>): void {
  const hooks = Object.fromEntries(
    Object.entries(commands).map(([event, command]) => [
      event,
      [{ hooks: [{ type: 'command', command: `cat > /dev/null; ${command}` }] }],
    ]),
  );
  writeFileSync(path.join(home.codexHome, 'hooks.json'), JSON.stringify({ hooks }));
}

/** For `configTables`: the table of features comes last in the configuration of the backend. */
export function hookTables({ version }: Surroundings): string {
  return version === '0.118.0' ? 'codex_hooks = true' : '';
}

/** Hooks run once somebody trusts them as they are. */
export async function trustHooks(bench: Bench, line: Line): Promise<void> {
  if (bench.isOld) return;
  const listed = await line.call('hooks/list', { cwds: [bench.cwd] });
  const hooks = at(listed, 'data', 0, 'hooks') as readonly unknown[];
  for (const hook of hooks)
    await line.call('config/value/write', {
      keyPath: `hooks.state.${JSON.stringify(textAt(hook, 'key'))}.trusted_hash`,
      value: textAt(hook, 'currentHash'),
      mergeStrategy: 'replace',
    });
}
