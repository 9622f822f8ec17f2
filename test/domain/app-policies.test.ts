import { describe, expect, it } from 'vitest';
import { appPoliciesIn } from '../../src/adapters/config/app-policies.js';
import { approvalModeOf, isAppEnabled, isToolEnabled } from '../../src/domain/mcp/app-policies.js';
import type { McpTool } from '../../src/domain/mcp/mcp-ports.js';

const app = { id: 'notes', name: 'Notes', description: null };
const find: McpTool = {
  name: 'notes_find',
  title: 'Find',
  inputSchema: {},
  annotations: { readOnlyHint: true },
};
const drop: McpTool = { name: 'notes_drop', inputSchema: {}, annotations: { destructiveHint: true } };
const send: McpTool = {
  name: 'notes_send',
  inputSchema: {},
  annotations: { destructiveHint: false, openWorldHint: false },
};

const offered = (apps: object, areNewer = true): string[] =>
  [find, drop, send]
    .filter((tool) => isToolEnabled(appPoliciesIn({ apps }, { areNewer }), app, tool))
    .map(({ name }) => name);

describe('policies of apps', () => {
  it('offer everything where nothing is configured', () => {
    expect(offered({})).toEqual(['notes_find', 'notes_drop', 'notes_send']);
  });

  it('switch an app off, or all that do not say otherwise', () => {
    expect(offered({ notes: { enabled: false, tools: { notes_find: { enabled: true } } } })).toEqual([]);
    expect(offered({ _default: { enabled: false } })).toEqual([]);
    const policies = appPoliciesIn(
      { apps: { _default: { enabled: false }, notes: { enabled: true } } },
      { areNewer: true },
    );
    expect([isAppEnabled(policies, 'notes'), isAppEnabled(policies, 'mail')]).toEqual([true, false]);
  });

  it('take a tool to do the worst it does not deny, or only what it says', () => {
    const apps = { notes: { destructive_enabled: false } };
    expect(offered(apps)).toEqual(['notes_send']);
    expect(offered(apps, false)).toEqual(['notes_find', 'notes_send']);
    expect(offered({ _default: { open_world_enabled: false } })).toEqual(['notes_send']);
    expect(
      offered({ _default: { destructive_enabled: false }, notes: { destructive_enabled: true } }),
    ).toEqual(['notes_find', 'notes_drop', 'notes_send']);
  });

  it('count for a tool by its name or its title, before what is said of all', () => {
    expect(offered({ notes: { default_tools_enabled: false, tools: { Find: { enabled: true } } } })).toEqual([
      'notes_find',
    ]);
    expect(offered({ notes: { destructive_enabled: false, default_tools_enabled: true } })).toEqual([
      'notes_find',
      'notes_drop',
      'notes_send',
    ]);
  });

  it('say who may call what: the tool first, then its app, then all', () => {
    const mode = (apps: object, areNewer = true): string =>
      approvalModeOf(appPoliciesIn({ apps }, { areNewer }), app, drop);
    const usual = { default_tools_approval_mode: 'approve' };
    expect(mode({})).toBe('auto');
    expect(mode({ _default: usual })).toBe('approve');
    expect(mode({ _default: usual }, false)).toBe('auto');
    expect(mode({ _default: usual, notes: { default_tools_approval_mode: 'prompt' } })).toBe('prompt');
    const tools = { notes_drop: { approval_mode: 'writes' } };
    expect(mode({ notes: { default_tools_approval_mode: 'prompt', tools } })).toBe('writes');
  });

  it('are not what words like `constructor` bring along', () => {
    const odd = { ...app, id: 'constructor' };
    expect(isToolEnabled(appPoliciesIn({}, { areNewer: true }), odd, { ...find, name: 'toString' })).toBe(
      true,
    );
  });
});
