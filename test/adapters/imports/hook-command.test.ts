import { expect, it } from 'vitest';
import { hookCommand } from '../../../src/adapters/imports/hook-command.js';

it.each([
  ['sh .claude/hooks/a.sh', "sh '/r/.codex/hooks/a.sh'"],
  ['sh .claude/hooks/../scripts/a.sh', 'sh .claude/hooks/../scripts/a.sh'],
  ['sh "/r/.claude/hooks/b/../../c.sh"', 'sh "/r/.claude/hooks/b/../../c.sh"'],
])('of %s the copy is run, where there is one', (command, expected) => {
  expect(hookCommand(command, { sourceFolder: '.claude', target: '/r/.codex' })).toBe(expected);
});
