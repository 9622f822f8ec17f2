import { describe, expect, it } from 'vitest';
import { allowingLine, proposedAmendment, verdictOf } from '../../../src/domain/commands/exec-policy.js';
import { parseRules } from '../../../src/domain/commands/rules-text.js';

const shell = (script: string): string[] => ['/bin/bash', '-lc', script];
const { rules: RULES } = parseRules(`
# What is settled here.
tools = ["npm", "pnpm"]
prefix_rule(pattern=[tools, ["test", 'run']])  # allow is the default
prefix_rule(
    pattern = ["rm"],
    decision = "forbidden",
    justification = "Never \\"rm\\".",
    match = ["rm -rf x", ["rm"]],
    not_match = ["ls"],
)
prefix_rule(pattern=["git"], decision="allow")
prefix_rule(pattern=["git", "push"], decision="prompt", justification="look")
network_rule(host="example.com", protocol="https", decision="allow")
host_executable(name="git", paths=["/usr/bin/git"])
`);

describe('rules on commands', () => {
  it.each([
    ['npm test', 'allow'],
    ['pnpm run x', 'allow'],
    ['npm ci', undefined],
    ['rm x', 'forbidden'],
    ['/usr/bin/rm x', 'forbidden'],
    ['ls && rm x', 'forbidden'],
    ['git status', 'allow'],
    ['git push origin', 'prompt'],
    ['git push | cat', 'prompt'],
    ['git status && npm test', 'allow'],
    ['git status && ls', undefined],
    ['git status > x', undefined],
  ])('say of `%s`: %s', (script, decision) => {
    expect(verdictOf(shell(script), RULES)?.decision).toBe(decision);
  });

  it('give the reason of the strictest that fits', () => {
    expect(verdictOf(['rm'], RULES)).toEqual({
      decision: 'forbidden',
      justification: 'Never "rm".',
      prefix: ['rm'],
    });
    expect(verdictOf(['git', 'push'], RULES)?.justification).toBe('look');
  });

  it.each([
    ['prefix_rule(pattern=["a"], decision="maybe")', 'invalid decision: maybe', 1, 1],
    ['prefix_rule(pattern=[])', 'invalid pattern element: pattern cannot be empty', 1, 1],
    ['\n  prefix_rule(pattern=["a"], match=["b"])', 'unmatched examples: ["b"]', 2, 3],
    ['prefix_rule(pattern=["a"], not_match=["a b"])', 'expected example to not match rule: a b', 1, 1],
    ['prefix_rule(pattern=other)', 'Variable `other` not found', 1, 21],
    ['load("x", "y")', 'expected a named argument', 1, 6],
    ['[prefix_rule(pattern=[p]) for p in x]', 'expected a rule', 1, 1],
    ['prefix_rule(pattern=["a"]) or 1', 'expected the end of the line', 1, 28],
    ['prefix_rule(pattern=["a"', 'expected `,`', 1, 25],
    ['x = 1', 'cannot read "1"', 1, 5],
  ])('are refused for %j', (text, message, line, column) => {
    expect(() => parseRules(text)).toThrow(message);
    expect(() => parseRules(text)).toThrow(expect.objectContaining({ line, column }));
  });
});

describe('a proposed amendment', () => {
  const old = { rules: RULES, trustsReading: true, plainWordsOnly: false };
  const recent = { rules: RULES, trustsReading: false, plainWordsOnly: true };

  it('is the first command that is neither trusted nor allowed', () => {
    expect(proposedAmendment(shell('rg x | npm test | sort -u'), old)).toEqual(['sort', '-u']);
    expect(proposedAmendment(shell('rg x | sort'), recent)).toEqual(['rg', 'x']);
  });

  it('is the whole command when it is not understood', () => {
    expect(proposedAmendment(shell('echo a > b'), old)).toEqual(shell('echo a > b'));
    expect(proposedAmendment(shell('touch *'), old)).toEqual(['touch', '*']);
    expect(proposedAmendment(shell('touch *'), recent)).toEqual(shell('touch *'));
  });

  it('is nothing where a rule wants to be asked, or nothing is left to allow', () => {
    expect(proposedAmendment(shell('git push'), old)).toBeNull();
    expect(proposedAmendment(shell('npm test'), old)).toBeNull();
  });

  it('becomes a rule that allows the command', () => {
    const words = ['echo', 'a "b" \\ c'];
    expect(verdictOf(words, parseRules(allowingLine(words)).rules)?.decision).toBe('allow');
  });
});
