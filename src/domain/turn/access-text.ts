// What the model is told of the files and hosts that its commands may reach, as lines of the text on its surroundings. Pure.

import { escapedMarkup } from '../../util/markup.js';
import { chosenBy } from '../environments/environment.js';
import { type ListedEntry, type ListedPlace, listedAccess } from '../listed-access.js';
import type { HostRules } from '../network/network-limits.js';
import type { ThreadSettings } from '../settings.js';

/** Of an administrator's hosts, and, where `tellsFiles`, of the workspace and what may be touched. */
export function accessLines(settings: ThreadSettings, { tellsFiles }: { tellsFiles: boolean }): string[] {
  const { managedHosts } = settings;
  return [
    ...(managedHosts === undefined ? [] : hostLines(managedHosts, { areListed: tellsFiles })),
    ...(tellsFiles ? fileLines(settings) : []),
  ];
}

/** `areListed`: separated by commas, as 0.169.0 does; otherwise each is an element. */
function hostLines({ allowed, denied }: HostRules, { areListed }: { areListed: boolean }): string[] {
  const named = { allowed, denied };
  if (areListed) {
    const lists = Object.entries(named).map(([name, hosts]) => element(name, hosts.join(',')));
    return [`  <network enabled="true">${lists.join('')}</network>`];
  }
  const lines = Object.entries(named).flatMap(([name, hosts]) =>
    hosts.map((host) => `    ${element(name, host)}`),
  );
  return ['  <network enabled="true">', ...lines, '  </network>'];
}

/** Nothing is said of nobody. */
function element(name: string, text: string): string {
  return text === '' ? '' : `<${name}>${text}</${name}>`;
}

/** Nothing is said where no commands run. */
function fileLines(settings: ThreadSettings): string[] {
  const [first] = chosenBy(settings);
  if (first === undefined) return [];
  const roots = first.runtimeWorkspaceRoots.map((root) => `<root>${escapedMarkup(root)}</root>`).join('');
  const workspace = `<workspace_roots>${roots}</workspace_roots>`;
  return [`  <filesystem>${workspace}${profileText(settings)}</filesystem>`];
}

function profileText(settings: ThreadSettings): string {
  const access = listedAccess(settings);
  switch (access.type) {
    case 'disabled':
      return '<permission_profile type="disabled"><file_system type="unrestricted" /></permission_profile>';
    case 'external':
      return '<permission_profile type="external"><file_system type="external" /></permission_profile>';
    case 'managed': {
      const entries = [...new Set(access.entries.map(entryText))].join('');
      const files =
        entries === ''
          ? '<file_system type="restricted" />'
          : `<file_system type="restricted">${entries}</file_system>`;
      return `<permission_profile type="managed">${files}</permission_profile>`;
    }
  }
}

function entryText({ place, access }: ListedEntry): string {
  const lasts = access === 'deny' ? ' escalatable="false"' : '';
  return `<entry access="${access}"${lasts}>${placeText(place)}</entry>`;
}

function placeText(place: ListedPlace): string {
  switch (place.type) {
    case 'path':
      return `<path>${escapedMarkup(place.path)}</path>`;
    case 'glob':
      return `<glob>${escapedMarkup(place.pattern)}</glob>`;
    case 'special':
      return `<special>:${place.name}</special>`;
  }
}
