// A patch that comes as a command: applied here, instead of running a program of that name.

import { IMPLICIT_PATCH, patchInCommand } from '../../patch/patch-command.js';
import type { ToolContext } from '../../ports.js';
import { jsonText, shellText } from '../exec/output-text.js';
import { ToolRefusal } from '../tool.js';
import type { ToolDeps } from '../tool-deps.js';
import { runPatch } from './run-patch.js';

export interface ScriptPatch {
  readonly deps: ToolDeps;
  readonly context: ToolContext;
  readonly callId: string;
  readonly argv: readonly string[];
  /** Absolute. */
  readonly cwd: string;
}

/** What the patch said; null when the command is none. @throws ToolRefusal */
export async function runScriptPatch({
  deps,
  context,
  callId,
  argv,
  cwd,
}: ScriptPatch): Promise<string | null> {
  const found = patchInCommand(argv);
  if (found.type === 'none') return null;
  if (found.type === 'implicit') throw new ToolRefusal(`apply_patch verification failed: ${IMPLICIT_PATCH}`);
  const folder = found.workdir === null ? cwd : deps.files.resolve(cwd, found.workdir);
  const { exitCode, output, seconds } = await runPatch({
    deps,
    context,
    callId,
    text: found.text,
    cwd: folder,
  });
  const word = deps.rules.scriptPatchOutputIsJson ? jsonText : shellText;
  return word(exitCode, seconds, output);
}
