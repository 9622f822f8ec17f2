import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { World } from './binary.js';
import { hasTerminal, startTerminal } from './terminal.js';

const ENTER = '\r';
const ESCAPE = '\u001b';
const UP = `${ESCAPE}[A`;
const CTRL_D = '\u0004';

/** CI always has one; elsewhere the package is optional. */
const isSkipped = !hasTerminal && process.env.CI === undefined;

describe.skipIf(isSkipped)('on a terminal', { timeout: 60_000 }, () => {
  let world: World;
  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.destroy());

  it('the prompt completes methods, takes JSON over several lines and remembers lines for the next time', async () => {
    const terminal = startTerminal(world, ['repl', '--embedded']);
    await terminal.until(/> /);
    terminal.type('thrown away\u0003');
    await terminal.until(/thrown away.*> /s);
    terminal.type('model/l\t');
    await terminal.until(/model\/list/);
    terminal.type(' includeH\t');
    await terminal.until(/includeHidden=/);
    terminal.type('tr\t');
    await terminal.until(/true/);
    terminal.type(ENTER);
    await terminal.until(/"data"/);
    terminal.type(`thread/start {${ENTER}`);
    terminal.type(`"ephemeral": true${ENTER}}${ENTER}`);
    await terminal.until(/"thread"/);
    terminal.type(CTRL_D);
    expect(await terminal.ended).toBe(0);

    const again = startTerminal(world, ['repl', '--embedded']);
    await again.until(/> /);
    again.type(UP);
    await again.until(/\}|thread\/start/);
    again.type(`${UP}${UP}${UP}`);
    await again.until(/model\/list/);
    again.type(`\u0003${CTRL_D}`);
    await again.ended;
  });

  it('the prompt shows notifications above the line and asks in its place', async () => {
    const terminal = startTerminal(world, ['repl', '--embedded', '--approve', 'ask']);
    await terminal.until(/> /);
    terminal.type(`thread/start approvalPolicy=untrusted${ENTER}`);
    await terminal.until(/thread\/started/);
    terminal.type(`.say Run \`touch asked\`${ENTER}`);
    await terminal.until(/Allow to run [^\n]*touch asked/);
    terminal.type(`n${ENTER}`);
    await terminal.until(/turn\/completed|declined/);
    terminal.type(CTRL_D);
    await terminal.ended;
  });

  it('a command asks for an approval, shows what it is about, and takes no for an answer', async () => {
    const terminal = startTerminal(world, ['trigger-cmd-approval', '--embedded', '--approve', 'ask']);
    await terminal.until(/command +[^\n]*touch/);
    await terminal.until(/Allow to run [^\n]*: /);
    terminal.type(`maybe${ENTER}`);
    await terminal.until(/Allow to run [^\n]*: /);
    terminal.type(`n${ENTER}`);
    await terminal.until(/declin/);
    await terminal.ended;
  });

  it('progress and colours are drawn, and neither reaches a pipe', async () => {
    const argv = ['load', '--embedded', '--connections', '1', '--duration', '2'];
    const terminal = startTerminal(world, argv);
    await terminal.until(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏] \d s left, \d+ turns, p50/);
    expect(await terminal.ended).toBe(0);
    const piped = await world.run(argv);
    expect(piped.code).toBe(0);
    for (const drawn of ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', ESCAPE, '\r'])
      expect(`${piped.stdout}${piped.stderr}`).not.toContain(drawn);

    const colourful = startTerminal(world, ['model-list', '--embedded', '--raw']);
    await colourful.ended;
    expect(colourful.drawn).toContain(`${ESCAPE}[3`);
    const plain = await world.run(['model-list', '--embedded', '--raw']);
    expect(`${plain.stdout}${plain.stderr}`).not.toContain(ESCAPE);
  });
});
