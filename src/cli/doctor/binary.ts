// Which codex is meant, and what lies behind it.

import { closeSync, openSync, readFileSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { messageOf } from '../../util/coded-error.js';
import { textAt } from '../../util/peek.js';
import { findOnPath } from '../find-on-path.js';
import { codexVersion } from '../offline-home.js';
import type { Finding } from './finding.js';

type Env = Readonly<Record<string, string | undefined>>;

/** @param given a path, or a name on the PATH */
export async function checkBinary(given: string, env: Env): Promise<Finding[]> {
  const what = 'binary';
  const file = /[\\/]/.test(given) ? given : findOnPath(given, env);
  if (file === undefined)
    return [
      {
        what,
        state: 'bad',
        found: `there is no ${given} on the PATH`,
        fix: 'npm install -g @openai/codex, or --codex-bin PATH',
      },
    ];
  let found: Finding;
  try {
    const real = realpathSync(file);
    const kind = kindOf(real);
    found = {
      what,
      state: 'ok',
      found: `${file}${real === path.resolve(file) ? '' : ` → ${real}`} (${kind})`,
    };
  } catch (thrown) {
    return [
      {
        what,
        state: 'bad',
        found: `${file} cannot be read: ${messageOf(thrown)}`,
        fix: 'give the path of a codex executable with --codex-bin',
      },
    ];
  }
  try {
    const version = await codexVersion(file);
    if (version !== undefined) return [found, { what: 'version', state: 'ok', found: version }];
    return [
      found,
      {
        what: 'version',
        state: 'bad',
        found: `${file} --version says nothing readable`,
        fix: 'is it a codex? try to run it',
      },
    ];
  } catch (thrown) {
    return [
      found,
      {
        what: 'version',
        state: 'bad',
        found: messageOf(thrown),
        fix: `chmod +x ${file}, or install it anew`,
      },
    ];
  }
}

function kindOf(file: string): string {
  if (!isScript(file)) return 'native';
  const owner = packageOf(file);
  if (owner === '@openai/codex') return "npm's launcher, which starts the native binary (slower to start)";
  return owner === 'app-server-test-client' ? 'our stand-in for codex' : 'a script';
}

/** Native binaries are hundreds of megabytes: two bytes are enough. */
function isScript(file: string): boolean {
  const start = Buffer.alloc(2);
  const fd = openSync(file, 'r');
  try {
    readSync(fd, start);
  } finally {
    closeSync(fd);
  }
  return start.toString() === '#!' || /\.([cm]?js|cmd)$/.test(file);
}

/** The name of the package that a file belongs to; a manifest without one only says how to read a folder. */
function packageOf(file: string): string | undefined {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    try {
      const name = textAt(JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')), 'name');
      if (name !== undefined) return name;
    } catch {
      // None here, or none that can be read.
    }
  }
  return undefined;
}
