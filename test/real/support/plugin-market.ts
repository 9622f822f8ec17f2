// Marketplaces on disk to install plug-ins from, and what keeps a real server from looking for others elsewhere.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Plug-ins are switched off by the usual config.toml; skills that came with a server are another matter. */
export const WITH_PLUGINS: readonly string[] = [
  '-c',
  'features.plugins=true',
  '-c',
  'skills.bundled.enabled=false',
  '-c',
  'chatgpt_base_url="http://127.0.0.1:9/backend-api"',
];

/** Nothing but this machine can be reached, nor by git. */
export const OFFLINE_ENV: Readonly<Record<string, string>> = {
  HTTP_PROXY: 'http://127.0.0.1:9',
  HTTPS_PROXY: 'http://127.0.0.1:9',
  NO_PROXY: '127.0.0.1,localhost',
  GIT_ALLOW_PROTOCOL: 'file:http',
};

export function putFiles(folder: string, files: Readonly<Record<string, string | object>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 1);
    writeFileSync(join(folder, name), text);
  }
}

export function skillFile(name: string): string {
  return `---\nname: ${name}\ndescription: Does ${name}.\n---\nBody of ${name}.\n`;
}

export const pluginFile = (name: string, more: object = {}): Record<string, object> => ({
  [`plugins/${name}/.codex-plugin/plugin.json`]: { name, ...more },
});

export const localEntry = (name: string, more: object = {}): object => ({
  name,
  source: { source: 'local', path: `./plugins/${name}` },
  ...more,
});

export function manifestOf(folder: string): string {
  return join(folder, '.agents', 'plugins', 'marketplace.json');
}

/** A marketplace with a plug-in that has everything and one that has next to nothing. */
export function fillMarketplace(folder: string, name = 'local', more: readonly object[] = []): void {
  putFiles(folder, {
    '.agents/plugins/marketplace.json': {
      name,
      interface: { displayName: 'Things of ours' },
      plugins: [
        localEntry('full', {
          policy: { installation: 'AVAILABLE', authentication: 'ON_USE' },
          category: 'Tools',
        }),
        localEntry('bare'),
        ...more,
      ],
    },
    ...pluginFile('full', {
      version: '1.2.3',
      description: 'All there is.',
      keywords: ['k1', 'k2'],
      skills: './skills/',
      mcpServers: './.mcp.json',
      apps: './.app.json',
      hooks: './hooks/hooks.json',
      interface: {
        displayName: 'Full',
        shortDescription: 'short',
        longDescription: 'long',
        developerName: 'dev',
        category: 'Other',
        capabilities: ['Read', 'Write'],
        websiteURL: 'https://example.invalid/w',
        privacyPolicyURL: 'https://example.invalid/p',
        termsOfServiceURL: 'https://example.invalid/t',
        defaultPrompt: [' one  prompt ', 2, 'two', '', 'three', 'four'],
        brandColor: '#112233',
        composerIcon: './assets/i.png',
        logo: './assets/l.png',
        screenshots: ['./assets/s.png', 'assets/no.png', './../no.png'],
      },
    }),
    'plugins/full/skills/alpha/SKILL.md': skillFile('alpha'),
    'plugins/full/skills/beta/SKILL.md': skillFile('beta'),
    'plugins/full/.mcp.json': { mcpServers: { tell: { command: 'false' } } },
    'plugins/full/.app.json': { apps: { cal: { id: 'Connector_1' }, ada: { id: 'ada' } } },
    'plugins/full/hooks/hooks.json': {
      hooks: {
        Stop: [
          {
            hooks: [
              {
                type: 'command',
                command: `echo ${folderOf('CLAUDE_PLUGIN_ROOT')} ${folderOf('PLUGIN_DATA')} $HOME`,
              },
              { type: 'prompt', prompt: 'x' },
            ],
          },
        ],
        SessionStart: [{ matcher: 'startup', hooks: [{ type: 'command', command: 'b', timeout: 3 }] }],
      },
    },
    'plugins/full/assets/i.png': 'picture',
    ...pluginFile('bare'),
    'plugins/bare/skills/gamma/SKILL.md': skillFile('gamma'),
  });
}

/** As a hook names one of its plug-in's folders. */
export const folderOf = (variable: string): string => `$\{${variable}}`;

export function git(folder: string, ...args: readonly string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid'];
  return execFileSync('git', [...who, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

/** Makes the folder a repository with everything in it, which a server of plain files can serve, too. */
export function commitAll(folder: string): void {
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message=all');
  git(folder, 'update-server-info');
}
