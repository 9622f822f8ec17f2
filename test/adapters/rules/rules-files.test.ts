import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRulesFiles } from '../../../src/adapters/rules/rules-files.js';
import { NO_HOST_RULES } from '../../../src/domain/network/network-limits.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'astc-rules-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const text = (): string => readFileSync(join(home, 'rules', 'default.rules'), 'utf8');

describe('the rules of a home', () => {
  it('are none without files', async () => {
    expect(await createRulesFiles(home).read([])).toEqual({
      rules: [],
      hosts: NO_HOST_RULES,
      problem: null,
    });
  });

  it('are those of all files, by name', async () => {
    mkdirSync(join(home, 'rules'));
    writeFileSync(join(home, 'rules', 'b.rules'), 'prefix_rule(pattern=["b"])');
    writeFileSync(join(home, 'rules', 'a.rules'), 'prefix_rule(pattern=["a"])');
    writeFileSync(join(home, 'rules', 'notes.txt'), 'not rules');
    const { rules } = await createRulesFiles(home).read([]);
    expect(rules.map(({ pattern }) => pattern)).toEqual([[['a']], [['b']]]);
  });

  it('are joined by those of projects, whose folders need not be there', async () => {
    mkdirSync(join(home, 'rules'));
    mkdirSync(join(home, 'project'));
    writeFileSync(join(home, 'rules', 'a.rules'), 'prefix_rule(pattern=["a"])');
    writeFileSync(join(home, 'project', 'b.rules'), 'prefix_rule(pattern=["b"])');
    const { rules } = await createRulesFiles(home).read([join(home, 'project'), join(home, 'none')]);
    expect(rules.map(({ pattern }) => pattern)).toEqual([[['a']], [['b']]]);
  });

  it('are none when one file has a problem, which is told with its place', async () => {
    mkdirSync(join(home, 'rules'));
    const path = join(home, 'rules', 'b.rules');
    writeFileSync(path, '\nprefix_rule(pattern=["b"], decision="maybe")');
    writeFileSync(join(home, 'rules', 'a.rules'), 'prefix_rule(pattern=["a"])');
    expect(await createRulesFiles(home).read([])).toEqual({
      rules: [],
      hosts: NO_HOST_RULES,
      problem: { path, message: 'invalid decision: maybe', line: 2, column: 1 },
    });
  });

  it('say of hosts what rules and amendments do, and keep each once', async () => {
    const files = createRulesFiles(home);
    const amendment = { host: 'a.example', protocol: 'https', action: 'allow' } as const;
    await Promise.all([files.amendHost(amendment), files.amendHost(amendment)]);
    expect(text()).toBe(
      'network_rule(host="a.example", protocol="https", decision="allow", justification="Allow https_connect access to a.example")\n',
    );
    writeFileSync(
      join(home, 'rules', 'b.rules'),
      'network_rule(host="B.", protocol="http", decision="deny")',
    );
    const { hosts } = await files.read([]);
    expect(hosts).toEqual({ allowed: ['a.example'], denied: ['b'] });
  });

  it('grow by amendments, each once, also when several come at a time', async () => {
    const files = createRulesFiles(home);
    await Promise.all([files.allow(['mkdir']), files.allow(['npm', 'test']), files.allow(['mkdir'])]);
    expect(text()).toBe(
      'prefix_rule(pattern=["mkdir"], decision="allow")\nprefix_rule(pattern=["npm", "test"], decision="allow")\n',
    );
    expect((await files.read([])).rules).toHaveLength(2);
  });

  it('keep what people wrote, also without a last line end', async () => {
    mkdirSync(join(home, 'rules'));
    writeFileSync(join(home, 'rules', 'default.rules'), '# mine');
    await createRulesFiles(home).allow(['a']);
    expect(text()).toBe('# mine\nprefix_rule(pattern=["a"], decision="allow")\n');
  });
});
