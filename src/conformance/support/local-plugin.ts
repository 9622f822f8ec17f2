// A marketplace on disk with one plug-in, `tools`, that has one skill, `saw`; and a server that uses plug-ins without
// reaching anybody.

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Scenario, Surroundings } from '../scenario.js';

/** The file of the marketplace `shop`, below the working folder. */
export const MANIFEST = '.agents/plugins/marketplace.json';

/** A server with plug-ins: their vendor's address leads nowhere. */
export const WITH_PLUGINS: Pick<Scenario, 'args' | 'env'> = {
  args: () => ['-c', 'features.plugins=true', '-c', 'chatgpt_base_url="http://127.0.0.1:9"'],
  env: { HTTPS_PROXY: 'http://127.0.0.1:9', GIT_ALLOW_PROTOCOL: 'file' },
};

/** @param words what the skill says to whoever reads it */
export function putPlugin({ cwd }: Pick<Surroundings, 'cwd'>, words: string): void {
  const put = (name: string, text: string): void => {
    mkdirSync(path.dirname(path.join(cwd, name)), { recursive: true });
    writeFileSync(path.join(cwd, name), text);
  };
  const source = { source: 'local', path: './tools' };
  put(MANIFEST, JSON.stringify({ name: 'shop', plugins: [{ name: 'tools', source }] }));
  put('tools/.codex-plugin/plugin.json', JSON.stringify({ name: 'tools', description: 'Tools.' }));
  put('tools/skills/saw/SKILL.md', `---\nname: saw\ndescription: Saws.\n---\n${words}\n`);
}
