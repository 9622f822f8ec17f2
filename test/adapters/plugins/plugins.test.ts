import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  installedPlugins,
  MarketplaceLibrary,
  PluginLibrary,
  type PluginSettings,
  PluginStore,
} from '../../../src/adapters/plugins/index.js';

const rules = { areVersioned: true };
type Table = Record<string, Record<string, unknown>>;

let home: string;
let codexHome: string;
let config: Table;
let store: PluginStore;
let plugins: PluginLibrary;
let marketplaces: MarketplaceLibrary;
const manifest = '.agents/plugins/marketplace.json';

const settings: PluginSettings = {
  read: () => config,
  policy: () => null,
  async put([table = '', key = '', leaf], value) {
    const entry = leaf === undefined ? value : { ...(config[table]?.[key] as object), [leaf]: value };
    config[table] = { ...config[table], [key]: entry };
  },
  async drop([table = '', key = '']) {
    delete config[table]?.[key];
  },
};

function put(name: string, content: string | object): void {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), typeof content === 'string' ? content : JSON.stringify(content));
}

function putPlugin(version?: string): void {
  put('mk/p/.codex-plugin/plugin.json', { name: 'p', ...(version === undefined ? {} : { version }) });
  put(`mk/${manifest}`, { name: 'm', plugins: [{ name: 'p', source: './p' }] });
}

const cached = (): string[] => readdirSync(join(codexHome, 'plugins/cache/m/p'));
const install = () => plugins.install(join(home, 'mk', manifest), 'p');

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plugins-'));
  codexHome = join(home, 'codex');
  config = {};
  store = new PluginStore(codexHome, rules);
  const deps = { codexHome, home: null, cwd: home, env: process.env, rules, settings, store };
  plugins = new PluginLibrary(deps);
  marketplaces = new MarketplaceLibrary(deps);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('an installed plug-in', () => {
  it('is replaced by another version, and nothing of the installation is left', async () => {
    putPlugin();
    await install();
    expect(cached()).toEqual(['local']);
    putPlugin('2.0.0');
    await install();
    expect(cached()).toEqual(['2.0.0']);
    expect(readdirSync(join(codexHome, 'plugins/cache/m'))).toEqual(['p']);
    expect(config.plugins).toEqual({ 'p@m': { enabled: true } });
  });

  it('stays what it was when its origin has become unusable', async () => {
    putPlugin('1.0.0');
    await install();
    put('mk/p/.codex-plugin/plugin.json', '{');
    await expect(install()).rejects.toThrow('failed to parse plugin.json');
    expect(await plugins.refresh([join(home, 'mk')], () => false)).toBe(false);
    expect(cached()).toEqual(['1.0.0']);
  });

  it('brings no links along', async () => {
    putPlugin();
    put('secret', 'x');
    symlinkSync(join(home, 'secret'), join(home, 'mk/p/link'));
    await install();
    expect(readdirSync(join(codexHome, 'plugins/cache/m/p/local'))).toEqual(['.codex-plugin']);
  });

  it('is brought to the version of its marketplace', async () => {
    putPlugin('1.0.0');
    await install();
    expect(await plugins.refresh([join(home, 'mk')], () => false)).toBe(false);
    putPlugin('1.1.0');
    expect(await plugins.refresh([join(home, 'mk')], () => false)).toBe(true);
    expect(cached()).toEqual(['1.1.0']);
  });

  it('is the newest of those that lie there', () => {
    const versions = ['1.9.0', '1.10.0', '1.10.0-beta', 'odd'];
    for (const version of versions.slice(0, 3))
      mkdirSync(join(codexHome, 'plugins/cache/m/p', version), { recursive: true });
    expect(store.version({ plugin: 'p', marketplace: 'm' })).toBe('1.10.0');
    mkdirSync(join(codexHome, 'plugins/cache/m/p/local'));
    expect(store.version({ plugin: 'p', marketplace: 'm' })).toBe('local');
  });

  it('counts while it is on, and with what the user says of its servers', async () => {
    putPlugin();
    put('mk/p/.mcp.json', { mcpServers: { a: { command: 'x', cwd: 'sub' }, b: { command: 'y' }, c: {} } });
    await install();
    config.plugins = { 'p@m': { enabled: true, mcp_servers: { b: { enabled: false } } } };
    const root = join(codexHome, 'plugins/cache/m/p/local');
    expect(installedPlugins(config, { store, rules })).toMatchObject([
      {
        key: 'p@m',
        root,
        mcpServers: { a: { command: 'x', cwd: join(root, 'sub') }, b: { command: 'y', enabled: false } },
      },
    ]);
    config.plugins = { 'p@m': { enabled: false }, 'gone@m': {}, 'odd/../x@m': {} };
    expect(installedPlugins(config, { store, rules })).toEqual([]);
  });
});

describe('a marketplace of a repository', () => {
  let server: Server;
  let url: string;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...args], {
      cwd: join(home, 'mk'),
      encoding: 'utf8',
    });
  const commit = (): void => {
    git('add', '.');
    git('commit', '--quiet', '--message=x');
    git('update-server-info');
  };
  const named = (more: { refName?: string; sparsePaths?: string[] } = {}) => ({
    source: url,
    refName: more.refName ?? null,
    sparsePaths: more.sparsePaths ?? [],
  });

  beforeEach(async () => {
    putPlugin('1.0.0');
    git('init', '--quiet', '--initial-branch=main');
    commit();
    server = createServer((request, response) => {
      const file = join(home, decodeURIComponent(new URL(request.url ?? '/', 'http://x').pathname));
      if (existsSync(file)) response.end(readFileSync(file));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/mk/.git`;
  });
  afterEach(() => server.close());

  it('is checked out, and brought up to date with the plug-ins that came from it', async () => {
    const root = join(codexHome, '.tmp/marketplaces/m');
    const added = { marketplaceName: 'm', installedRoot: root };
    expect(await marketplaces.add(named())).toEqual({ ...added, alreadyAdded: false });
    expect(await marketplaces.add(named())).toEqual({ ...added, alreadyAdded: true });
    expect(config.marketplaces).toEqual({ m: { source_type: 'git', source: url } });
    await plugins.install(join(root, manifest), 'p');
    const upgraded = { selectedMarketplaces: ['m'], upgradedRoots: [root], errors: [] };
    // What was added has no note yet of what it was made of.
    expect(await marketplaces.upgrade('m')).toEqual(upgraded);
    expect(await marketplaces.upgrade(null)).toEqual({ ...upgraded, upgradedRoots: [] });
    put('mk/p/more.txt', 'x');
    commit();
    expect(await marketplaces.upgrade(null)).toEqual(upgraded);
    expect(await plugins.refresh([], (name) => name === 'm')).toBe(true);
    expect(readdirSync(join(codexHome, 'plugins/cache/m/p/1.0.0'))).toContain('more.txt');
    expect(await marketplaces.remove('m')).toEqual(added);
    expect(config.marketplaces).toEqual({});
    expect(readdirSync(join(codexHome, '.tmp/marketplaces/.staging'))).toEqual([]);
  });

  it('may be another branch and a part of it', async () => {
    git('branch', 'other');
    put('mk/q/x', '');
    commit();
    const wanted = named({ refName: 'other', sparsePaths: ['p', '.agents'] });
    const { installedRoot } = await marketplaces.add(wanted);
    expect(readdirSync(installedRoot).sort()).toEqual(['.agents', '.git', 'p']);
    expect(config.marketplaces).toMatchObject({ m: { ref: 'other', sparse_paths: ['p', '.agents'] } });
    await expect(marketplaces.add(named())).rejects.toThrow("marketplace 'm' is already added");
  });

  it('that cannot be reached is left as it is', async () => {
    const { installedRoot } = await marketplaces.add(named());
    await new Promise((resolve) => server.close(resolve));
    const { upgradedRoots, errors } = await marketplaces.upgrade('m');
    expect(upgradedRoots).toEqual([]);
    expect(errors).toMatchObject([
      { marketplaceName: 'm', message: expect.stringMatching(/^git ls-remote .* exit status: 128: fatal: /) },
    ]);
    expect(existsSync(join(installedRoot, manifest))).toBe(true);
    await expect(marketplaces.add(named({ refName: 'x' }))).rejects.toMatchObject({
      isInternal: true,
      message: expect.stringMatching(
        /^git clone http.* failed with status exit status: 128\nstdout:\n\nstderr:\n/,
      ),
    });
  });

  it('whose name has changed is not taken', async () => {
    await marketplaces.add(named());
    put(`mk/${manifest}`, { name: 'n', plugins: [] });
    commit();
    expect(await marketplaces.upgrade('m')).toMatchObject({
      errors: [{ message: 'upgraded marketplace name `n` does not match configured marketplace `m`' }],
    });
  });
});
