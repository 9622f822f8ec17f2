// HostFacts of this machine: what the model is told about where it works.

import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { HostFacts } from '../../domain/ports.js';

export function hostFacts(
  env: Readonly<Record<string, string | undefined>>,
  localtime = '/etc/localtime',
): HostFacts {
  let zone: string | undefined;
  return {
    shell: basename(env.SHELL || 'sh'),
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
