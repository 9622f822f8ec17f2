// Commands of hooks that run a script of the other agent's folder: they are to run the copy of it in ours.

import { join } from 'node:path';

export interface HookFolders {
  /** Name of the other agent's folder. */
  readonly sourceFolder: string;
  /** Ours, in which `hooks` lies. */
  readonly target: string;
}

/** Only whole paths that a shell would take as they stand are put in place of. */
export function hookCommand(command: string, folders: HookFolders): string {
  const scripts = `${folders.sourceFolder}/hooks/`;
  if (isForWindows(command, folders.sourceFolder)) return command;
  return unquotedReplaced(
    quotedReplaced(quotedReplaced(command, "'", scripts, folders), '"', scripts, folders),
    scripts,
    folders,
  );
}

function isForWindows(command: string, folder: string): boolean {
  const variable = `${folder.slice(1).toUpperCase()}_PROJECT_DIR`;
  return [`${folder}\\hooks\\`, `%${variable}%`, `$env:${variable}`].some((sign) => command.includes(sign));
}

function quotedReplaced(command: string, quote: string, scripts: string, folders: HookFolders): string {
  return command.replace(new RegExp(`${quote}([^${quote}]*)${quote}`, 'g'), (whole, content: string) => {
    const at = content.indexOf(scripts);
    return at === -1 ? whole : (copyOf(content, at, scripts, folders) ?? whole);
  });
}

/** Ends a word of a shell. */
const BOUNDARY = /[\s=;|&<>()]/;

function unquotedReplaced(command: string, scripts: string, folders: HookFolders): string {
  let text = command;
  let from = 0;
  for (;;) {
    const at = unquotedAt(text, scripts, from);
    if (at === -1) return text;
    const start = wordStart(text, at);
    const end = wordEnd(text, at + scripts.length);
    const copy =
      text.charAt(start - 1) === '=' ? null : copyOf(text.slice(start, end), at - start, scripts, folders);
    if (copy === null) from = at + scripts.length;
    else {
      text = text.slice(0, start) + copy + text.slice(end);
      from = start + copy.length;
    }
  }
}

function unquotedAt(text: string, scripts: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (quote !== "'" && letter === '\\') at += 1;
    else if (quote !== '') quote = letter === quote ? '' : quote;
    else if (letter === "'" || letter === '"') quote = letter;
    else if (text.startsWith(scripts, at)) return at;
  }
  return -1;
}

function wordStart(text: string, end: number): number {
  for (let at = end; at > 0; at -= 1) if (BOUNDARY.test(text.charAt(at - 1))) return at;
  return 0;
}

function wordEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (BOUNDARY.test(text.charAt(at))) return at;
  }
  return text.length;
}

/** The script's copy as one quoted word; null where the path is more, or less, than a path. */
function copyOf(path: string, at: number, scripts: string, { target }: HookFolders): string | null {
  const before = path.slice(0, at);
  const script = path.slice(at + scripts.length);
  const isPath = before === '' || (before.endsWith('/') && !BOUNDARY.test(before));
  if (!isPath || script === '' || /[\\$`*?[{}]/.test(script)) return null;
  // What lies elsewhere has no copy.
  if (script.split('/').includes('..')) return null;
  return `'${join(target, 'hooks', script).replaceAll("'", "'\\''")}'`;
}
