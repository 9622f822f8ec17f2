import { describe, expect, test } from 'vitest';
import { assertTeamIsPossible, teamComplaint, teamIn } from '../../../src/adapters/config/team-settings.js';
import { USUAL_TEAM } from '../../../src/domain/agents/team-limits.js';

const withTeam = (table: Record<string, unknown>) => ({ features: { multi_agent_v2: table } });
const assertPossible = (table: Record<string, unknown>) => () =>
  assertTeamIsPossible(withTeam(table), '0.169.0');

describe('what a configuration says of teams', () => {
  test('is the usual where it says nothing, or is no table', () => {
    expect(teamIn({})).toEqual(USUAL_TEAM);
    expect(teamIn({ features: { multi_agent_v2: true } })).toEqual(USUAL_TEAM);
  });

  test('switches tools off, and puts words in the place of the usual ones, be they empty', () => {
    const table = {
      ...{ tool_namespace: 'crew', wait_agent_enabled: false, disable_direct_message: true },
      ...{ root_agent_usage_hint_text: '', subagent_developer_instructions: 'Be brief.' },
    };
    const { tools, words } = teamIn(withTeam(table));
    expect(tools).toEqual({ ...USUAL_TEAM.tools, namespace: 'crew', wait: false, letters: false });
    expect(words).toEqual({ root: '', member: null, mode: null, instructions: 'Be brief.' });
  });

  test.each([
    [{ nonsense: true }],
    [{ tool_namespace: 5 }],
    [{ enabled: 'yes' }],
    [{ min_wait_timeout_ms: 1.5 }],
    [{ max_concurrent_threads_per_session: -1 }],
  ])('is no table of a team: %j', (table) => {
    expect(teamComplaint(withTeam(table))).toContain('FeatureToml');
  });

  test.each([
    [{ max_concurrent_threads_per_session: 0 }, 'must be at least 1'],
    [{ min_wait_timeout_ms: -1 }, 'must be at least 0'],
    [{ max_wait_timeout_ms: 3_600_001 }, 'must be at most 3600000'],
    [{ max_wait_timeout_ms: 20_000 }, 'must be at most features.multi_agent_v2.max_wait_timeout_ms'],
    [{ tool_namespace: 'mcp__one' }, 'uses a reserved namespace: mcp__one'],
  ])('does not fit together: %j', (table, why) => {
    expect(teamComplaint(withTeam(table))).toBeNull();
    expect(assertPossible(table)).toThrow(why);
  });

  test.each([
    [{ max_threads: 0 }, '0.118.0', 'agents.max_threads must be at least 1'],
    [{ max_threads: 0 }, '0.169.0', 'agents.max_concurrent_threads_per_session must be at least 1'],
    [{ max_depth: 0 }, '0.118.0', 'agents.max_depth must be at least 1'],
  ] as const)('leaves no room for agents: %j in %s', (agents, version, why) => {
    expect(() => assertTeamIsPossible({ agents }, version)).toThrow(why);
  });

  test('lets newer versions have no agents below each other', () => {
    expect(() => assertTeamIsPossible({ agents: { max_depth: 0 } }, '0.169.0')).not.toThrow();
  });

  test('is judged whether teams are on or not, and only where there are any', () => {
    expect(assertPossible({ enabled: false, tool_namespace: '' })).toThrow('must not be empty');
    expect(() => assertTeamIsPossible(withTeam({ tool_namespace: '' }), '0.118.0')).not.toThrow();
    expect(assertPossible({ tool_namespace: 'a'.repeat(64) })).not.toThrow();
  });
});
