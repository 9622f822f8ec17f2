// Finds a patch inside a shell command. Only a command that is nothing but the patch counts: anything around it would
// be lost when the patch is applied in its place.

import { looksLikePatch } from './parse-patch.js';

export type PatchCommand =
  /** No patch: to be run as it is. */
  | { readonly type: 'none' }
  /** `workdir`: the folder it changes to first, as written; null: none. */
  | { readonly type: 'patch'; readonly text: string; readonly workdir: string | null }
  /** A patch where a command should be; `IMPLICIT_PATCH` says what to do. */
  | { readonly type: 'implicit' };

/** What the model is told of a patch that stands where a command should. */
export const IMPLICIT_PATCH =
  'patch detected without explicit call to apply_patch. Rerun as ["apply_patch", "<patch>"]';

const NAMES: ReadonlySet<string> = new Set(['apply_patch', 'applypatch']);
const SHELLS = /(?:^|\/)(?:bash|zsh|sh)$/;
const SCRIPT_FLAGS: ReadonlySet<string> = new Set(['-lc', '-c']);

/** For a command as words: `["apply_patch", text]`, or a shell that is given a script. */
export function patchInCommand(argv: readonly string[]): PatchCommand {
  const [program = '', first, second] = argv;
  if (argv.length === 1 && looksLikePatch(program)) return { type: 'implicit' };
  if (argv.length === 2 && NAMES.has(program)) return { type: 'patch', text: first ?? '', workdir: null };
  if (argv.length === 3 && SHELLS.test(program) && SCRIPT_FLAGS.has(first ?? '')) {
    return patchInScript(second ?? '');
  }
  return { type: 'none' };
}

const WORD = String.raw`'(?<single>[^']*)'|"(?<double>[^"$\`\\]*)"|(?<bare>[^\s'"$\`\\;&|<>()*?~]+)`;
const HEREDOC = new RegExp(
  String.raw`^\s*(?:cd\s+(?:${WORD})\s*&&\s*)?(?:apply_patch|applypatch)\s*<<\s*(?<quote>['"]?)(?<end>\w+)\k<quote>[ \t]*\n(?<text>[\s\S]*)$`,
);

/** For a script: `apply_patch <<'EOF' …`, with `cd FOLDER &&` before it or not. */
export function patchInScript(script: string): PatchCommand {
  if (looksLikePatch(script)) return { type: 'implicit' };
  const groups = HEREDOC.exec(script)?.groups;
  if (groups === undefined) return { type: 'none' };
  const { end = '', text = '' } = groups;
  const lines = text.split('\n');
  const at = lines.indexOf(end);
  if (at === -1 || lines.slice(at + 1).some((line) => line.trim() !== '')) return { type: 'none' };
  const workdir = groups.single ?? groups.double ?? groups.bare ?? null;
  return { type: 'patch', text: lines.slice(0, at).join('\n'), workdir };
}
