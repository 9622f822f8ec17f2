// The completion scripts in the shells themselves, on a terminal: what Tab makes of a line. A shell that is not
// installed is skipped; CI has all three.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ASTC, World } from './binary.js';
import { hasTerminal, startProgram, type Terminal } from './terminal.js';

const [TAB, ENTER, TO_START, CLEAR] = ['\t', '\r', '\u0001', '\u0015'];

const SHELLS = {
  bash: {
    args: ['--norc', '--noprofile', '-i'],
    prepare: "PS1='ready> '; bind 'set enable-bracketed-paste off'; source <(astc complete bash)",
  },
  zsh: {
    args: ['-f', '-i'],
    prepare: "PS1='ready> '; unset zle_bracketed_paste; source <(astc complete zsh)",
  },
  fish: {
    args: ['--no-config', '-i'],
    prepare: "function fish_prompt; echo -n 'ready> '; end; astc complete fish | source",
  },
} as const;

const isInstalled = (shell: string): boolean => spawnSync(shell, ['-c', 'true']).status === 0;

describe.each(['bash', 'zsh', 'fish'] as const)('Tab in %s', { timeout: 90_000 }, (shell) => {
  const isSkipped = !hasTerminal || !isInstalled(shell);
  let world: World;
  let terminal: Terminal;
  beforeEach(async () => {
    world = new World();
    if (isSkipped) return;
    mkdirSync(path.join(world.dir, 'bin'));
    symlinkSync(ASTC, path.join(world.dir, 'bin', 'astc'));
    writeFileSync(path.join(world.dir, 'turn.json'), '{}');
    const { args, prepare } = SHELLS[shell];
    const searched = `${path.join(world.dir, 'bin')}:${process.env.PATH}`;
    terminal = startProgram(world, [shell, ...args], { PATH: searched });
    terminal.type(`${prepare}; echo so''urced${ENTER}`);
    await terminal.until(/sourced/);
    await terminal.until(/ready> /);
  });
  afterEach(async () => {
    if (!isSkipped) {
      terminal.type(`exit${ENTER}`);
      await terminal.ended;
    }
    world.destroy();
  });

  it.skipIf(isSkipped)('completes commands, methods, fields, values, options and files', async () => {
    const lines: [typed: string, completed: string][] = [
      ['astc thread-re', 'thread-resume'],
      ['astc call turn/sta', 'turn/start'],
      ['astc call turn/start --field clientU', 'clientUserMessageId='],
      ['astc call turn/start --field approvalPolicy=nev', 'approvalPolicy=never'],
      ['astc call turn/start --field input[0].typ', 'input[0].type='],
      ['astc call turn/start --unti', '--until'],
      ['astc list --profile=0.16', '--profile=0.169.0'],
      ['astc call turn/start @tur', '@turn.json'],
      ['astc show tur', 'turn.json'],
    ];
    for (const [typed, completed] of lines) {
      // What Tab has made of the line is printed, word by word, instead of run.
      terminal.type(`${typed}${TAB}${TO_START}printf '<%s>' ${ENTER}`);
      await terminal.until(new RegExp(`<astc>.*<${completed.replaceAll(/[.[\]]/g, '\\$&')}>`));
      await terminal.until(/ready> /);
    }
  });

  it.skipIf(isSkipped)('runs nothing of what is being typed', async () => {
    terminal.type(
      `astc call turn/start $(touch made) \`touch made\` ; touch made; astc --unti${TAB}${CLEAR}`,
    );
    terminal.type(`echo do''ne${ENTER}`);
    await terminal.until(/done/);
    await terminal.until(/ready> /);
    expect(existsSync(path.join(world.dir, 'made'))).toBe(false);
  });
});
