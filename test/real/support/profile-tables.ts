// Permission profiles of a configuration, in words that a version has: what each means is compared with the real servers.
import type { Version } from './target.js';

/** Tables of one profile each, without their head; `WS` is the workspace, `NO` the word for what is denied. */
const PROFILES: Readonly<Record<string, string>> = {
  nothing: '',
  described: 'description = "D"',
  noFiles: '[FS]',
  root: '[FS]\n":root" = "read"',
  rootWritten: '[FS]\n":root" = "write"',
  rootDenied: '[FS]\n":root" = "NO"',
  everything: '[FS]\n":root" = "write"\n[NET]\nenabled = true',
  narrowed: '[FS]\n":root" = "write"\n"HOME/out" = "read"',
  minimal: '[FS]\n":minimal" = "read"\n"/opt" = "read"\n"WS" = "read"',
  workspace: '[FS]\n":root" = "read"\n"WS" = "write"\n":tmpdir" = "write"',
  parts:
    '[FS]\n":root" = "read"\n[FS."WS"]\n"." = "write"\ndocs = "read"\n"docs/open" = "write"\nsecret = "NO"',
  elsewhere: '[FS]\n":root" = "read"\n"HOME/out" = "write"',
  beside: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/../out/d/" = "write"',
  byPath: '[FS]\n":root" = "read"\n"HOME/work" = "write"',
  above: '[FS]\n":root" = "read"\n"HOME" = "write"',
  relative: '[FS]\n"a/b" = "read"',
  upward: '[FS."HOME/out"]\n"../x" = "read"',
  partOfSpecial: '[FS.":tmpdir"]\nx = "read"',
  unknownPlace: '[FS]\n":later" = "write"\n":root" = "read"',
  unknownPart: '[FS.":later"]\na = "read"',
  home: '[FS]\n":root" = "read"\n"~/x" = "NO"',
  writtenGlob: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/*.x" = "write"',
  subtree: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/**" = "write"',
  network: '[FS]\n":root" = "read"\n[NET]\nenabled = true',
  stranger: 'zzz = 1\n[FS]\n":root" = "read"\n[NET]\nzzz = 1',
  unknownParent: 'extends = "gone"\n[FS]\n":root" = "read"',
  ring: 'extends = "ringToo"',
  ringToo: 'extends = "ring"',
  onDanger: 'extends = ":danger-full-access"',
};

/** What 0.169.0 alone has words for. */
const NEWER: Readonly<Record<string, string>> = {
  onWorkspace: 'extends = ":workspace"\n[FS."WS"]\nsecret = "NO"',
  onReadOnly: 'extends = ":read-only"\n[NET]\nenabled = true',
  onParts: 'extends = "parts"\ndescription = "More"\n[FS."WS"]\nmore = "read"',
  roots: '[ROOTS]\nsub = true\n"/opt" = true\n"/off" = false\n[FS]\n":root" = "read"\n"WS" = "write"',
  temporary: '[FS]\n":root" = "read"\n":slash_tmp" = "write"',
  glob: '[FS]\n":root" = "read"\n"WS" = "write"\n"HOME/out/*.env" = "deny"',
  bottomless: '[FS]\n":root" = "read"\n"HOME/out/**/*.env" = "deny"',
  shallow: '[FS]\nglob_scan_max_depth = 2\n":root" = "read"\n"HOME/out/**/*.env" = "deny"',
  noDepth: '[FS]\nglob_scan_max_depth = 0\n":root" = "read"',
  hosts: '[FS]\n":root" = "read"\n[NET]\nenabled = true\n[NET.domains]\n"a.example" = "allow"',
};

function table(name: string, body: string, version: Version): string {
  const isOlder = version === '0.118.0';
  const filled = body
    .replaceAll('FS', `permissions.${name}.filesystem`)
    .replaceAll('NET', `permissions.${name}.network`)
    .replaceAll('ROOTS', `permissions.${name}.workspace_roots`)
    .replaceAll('WS', isOlder ? ':project_roots' : ':workspace_roots')
    .replaceAll('NO', isOlder ? 'none' : 'deny');
  return `[permissions.${name}]\n${filled}\n`;
}

/** All that a version has words for, by name. */
export function namesFor(version: Version): Readonly<Record<string, string>> {
  return version === '0.118.0' ? PROFILES : { ...PROFILES, ...NEWER };
}

/** The tables of all of them. */
export function tables(version: Version): string {
  return Object.entries(namesFor(version))
    .map(([name, body]) => table(name, body, version))
    .join('');
}
