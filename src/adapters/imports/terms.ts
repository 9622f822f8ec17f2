// Words that name the agent a text was written for, as they are put into ours.

/** How texts written for one agent name it. */
export interface Terms {
  /** Its file of instructions, whatever the case. */
  readonly instructionsFile: string;
  /** Its names, whatever the case. */
  readonly names: readonly string[];
  /** Names that are words of the language as well, and count only as they are written here. */
  readonly properNames: readonly string[];
}

/** Only whole words count. */
export function inOurTerms(text: string, { instructionsFile, names, properNames }: Terms): string {
  let rewritten = replaced(text, instructionsFile, 'AGENTS.md', 'gi');
  for (const name of names) rewritten = replaced(rewritten, name, 'Codex', 'gi');
  for (const name of properNames) rewritten = replaced(rewritten, name, 'Codex', 'g');
  return rewritten;
}

function replaced(text: string, word: string, by: string, flags: string): string {
  const pattern = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(?<![A-Za-z0-9_])${pattern}(?![A-Za-z0-9_])`, flags), by);
}
