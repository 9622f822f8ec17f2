import { describe, expect, it } from 'vitest';
import { managedHooksProblem, shownManagedHooks } from '../../../src/adapters/config/requirement-hooks.js';
import { readToml } from '../../../src/adapters/config/toml-text.js';

const hook = (lines: string): string => `[[hooks.Stop]]\n[[hooks.Stop.hooks]]\n${lines}\n`;
const treeOf = (text: string) => readToml(text, '/requirements.toml');

describe('hooks that an administrator demands', () => {
  // What a real 0.169.0 says, which then does not start.
  it.each([
    ['hooks = 1\n', 'invalid type: integer `1`, expected struct ManagedHooksRequirementsToml'],
    [hook('type = "command"'), 'missing field `command`'],
    [hook('command = "x"'), 'missing field `type`'],
    [hook('type = "zz"'), 'unknown variant `zz`, expected one of `command`, `mcp_tool`, `prompt`, `agent`'],
    ['[[hooks.Stop]]\nmatcher = 1\n', 'invalid type: integer `1`, expected a string'],
    [hook('type = "command"\ncommand = "x"\ntimeout = -1'), 'invalid value: integer `-1`, expected u64'],
    ['[hooks.Stop]\nmatcher = "x"\n', 'invalid type: map, expected a sequence'],
  ])('must make sense: %j', (text, problem) => {
    expect(managedHooksProblem(treeOf(text))).toBe(`${problem}\nin \`hooks\`\n`);
  });

  it('may lie in a folder', () => {
    expect(managedHooksProblem(treeOf('[hooks]\nmanaged_dir = 1\n'))).toBe(
      'invalid type: integer `1`, expected path string\nin `hooks.managed_dir`\n',
    );
    const shown = shownManagedHooks(treeOf('[hooks]\nmanaged_dir = "/x"\n'));
    expect(shown).toMatchObject({ managedDir: '/x', windowsManagedDir: null, Stop: [] });
  });

  it.each(['', '[hooks]\n', '[hooks]\nfoo = 1\n', '[hooks.state."x"]\nenabled = false\n'])(
    'are not shown where none is named: %j',
    (text) => {
      expect(managedHooksProblem(treeOf(text))).toBeNull();
      expect(shownManagedHooks(treeOf(text))).toBeNull();
    },
  );
});
