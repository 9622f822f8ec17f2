// HostFacts of this machine: what the model is told about where it works.

import { existsSync, realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename, delimiter, join } from 'node:path';
import type { HostFacts } from '../../domain/ports.js';

const LAST_SHELL = '/bin/sh';

const KNOWN_SHELLS: ReadonlySet<string> = new Set(['bash', 'zsh', 'sh']);

export function hostFacts(
  env: Readonly<Record<string, string | undefined>>,
  { localtime = '/etc/localtime', shellPath = loginShell() } = {},
): HostFacts {
  let zone: string | undefined;
  return {
    shell: basename(shellPath),
    shellPath,
    shellNamed(shell) {
      const name = basename(shell);
      if (name === basename(shellPath)) return shellPath;
      if (!KNOWN_SHELLS.has(name)) return LAST_SHELL;
      const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'));
      return folders.map((folder) => join(folder, name)).find((path) => existsSync(path)) ?? LAST_SHELL;
    },
    timezone() {
      zone ??= env.TZ?.replace(/^:/, '') || zoneOf(localtime) || zoneOfIntl();
      return zone;
    },
    date(at) {
      const day = new Date(at);
      const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
      return parts.map((part) => String(part).padStart(2, '0')).join('-');
    },
  };
}

/** Where the system keeps its zone as a link; a file of its own tells no name. */
function zoneOf(localtime: string): string | undefined {
  try {
    return /\/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(realpathSync(localtime))?.[1];
  } catch {
    return undefined;
  }
}

/** The last resort, because the first question to Intl takes as long as a turn. */
function zoneOfIntl(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The one of the account, whatever the environment says; not every user has an entry. */
function loginShell(): string {
  try {
    return userInfo().shell || LAST_SHELL;
  } catch {
    return LAST_SHELL;
  }
}
