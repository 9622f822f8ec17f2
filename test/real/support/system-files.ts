// Gives one process an /etc/codex of its own, in a mount namespace that nobody else sees.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The command that runs `command` with these files in /etc/codex. `home` keeps them. */
export function withSystemFiles(
  home: string,
  files: Readonly<Record<string, string>>,
  command: readonly string[],
): string[] {
  const [upper, work] = [join(home, 'etc'), join(home, 'etc-work')];
  for (const folder of [join(upper, 'codex'), work]) mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(upper, 'codex', name), text);
  const mount = `mount -t overlay overlay -o lowerdir=/etc,upperdir=${upper},workdir=${work} /etc`;
  const shell = ['sh', '-c', `${mount} && exec "$@"`, 'sh'];
  return ['unshare', '--mount', '--propagation', 'private', ...shell, ...command];
}

/** Only the superuser can, and not in every container. */
export function canHaveSystemFiles(home: string): boolean {
  const [program = '', ...args] = withSystemFiles(home, {}, ['true']);
  return spawnSync(program, args).status === 0;
}
