import { describe, expect, test } from 'vitest';
import { assertAgentName, isWithin, parentPath, resolvePath } from '../../../src/domain/agents/agent-path.js';

describe('paths of agents in a team', () => {
  test('names are relative to the one who says them, or whole', () => {
    expect(resolvePath('/root/a', 'b')).toBe('/root/a/b');
    expect(resolvePath('/root/a', 'b/c_2')).toBe('/root/a/b/c_2');
    expect(resolvePath('/root/a', '/root')).toBe('/root');
    expect(resolvePath('/root/a', '/root/b')).toBe('/root/b');
    expect(resolvePath('/root', '/morpheus')).toBe('/morpheus');
    expect(parentPath('/root/a/b')).toBe('/root/a');
  });

  test.each([
    ['', 'agent path must not be empty'],
    ['/elsewhere', 'absolute agent paths must start with `/root` or be `/morpheus`'],
    ['/rooted', 'absolute agent paths must start with `/root` or be `/morpheus`'],
    ['/root/', 'absolute agent path must not end with `/`'],
    ['/root/a//b', 'agent_name must not be empty'],
    ['../a', 'agent_name `..` is reserved'],
    ['a b', 'agent_name must use only lowercase letters, digits, and underscores'],
  ])('%j is none', (reference, problem) => {
    expect(() => resolvePath('/root', reference)).toThrow(problem);
  });

  test('a name is one step of a path', () => {
    expect(() => assertAgentName('a/b')).toThrow('agent_name must not contain `/`');
    expect(() => assertAgentName('root')).toThrow('agent_name `root` is reserved');
    expect(() => assertAgentName('step_2')).not.toThrow();
  });

  test('what lies below an agent begins with its whole path', () => {
    expect(isWithin('/root/a/b', '/root/a')).toBe(true);
    expect(isWithin('/root/a', '/root/a')).toBe(true);
    expect(isWithin('/root/ab', '/root/a')).toBe(false);
  });
});
