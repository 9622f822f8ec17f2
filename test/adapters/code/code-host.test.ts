// Scripts in their threads: what their world has, how they end, and what they do not get hold of.
import { afterEach, describe, expect, test } from 'vitest';
import { createCodeHost } from '../../../src/adapters/code/index.js';
import type { CodeEvent, CodeRun } from '../../../src/domain/code-mode/code-ports.js';

const host = createCodeHost();
const runs: CodeRun[] = [];
afterEach(() => {
  for (const run of runs.splice(0)) run.stop();
});

const WORLD = { tools: [{ name: 'echo', description: 'Echoes.' }], stored: { kept: '[1]' } };

/** Starts a script whose calls are answered with their input; resolves with its events when it ends. */
function start(source: string): { run: CodeRun; events: CodeEvent[]; ended: Promise<CodeEvent[]> } {
  const events: CodeEvent[] = [];
  let end: (all: CodeEvent[]) => void = () => {};
  const ended = new Promise<CodeEvent[]>((resolve) => {
    end = resolve;
  });
  const run = host.start(source, WORLD, (event) => {
    events.push(event);
    if (event.type === 'called') {
      const { id, input } = event;
      run.answer(id, input === null ? { refusal: 'nothing given' } : { value: JSON.parse(input) });
    }
    if (event.type === 'ended') end(events);
  });
  runs.push(run);
  return { run, events, ended };
}

async function said(source: string): Promise<string[]> {
  const events = await start(source).ended;
  return events.flatMap((event) => {
    if (event.type === 'text') return [event.text];
    return event.type === 'ended' && event.error !== null ? [`! ${event.error}`] : [];
  });
}

describe('a script', () => {
  test('says what is no text as JSON, and fails with its own frames alone', async () => {
    expect(await said('text(1); text({ a: 1 }); text(undefined); text(10n)')).toEqual([
      '1',
      '{"a":1}',
      'undefined',
      '10',
    ]);
    expect(await said('function a() { throw new TypeError("x") }\n\na()')).toEqual([
      '! TypeError: x\n    at a (exec_main.mjs:1:22)\n    at exec_main.mjs:3:1',
    ]);
    expect(await said('const a = {}; a.a = a; text(a)')).toEqual([
      expect.stringMatching(/^! TypeError: Converting circular[\s\S]*\n {4}at exec_main\.mjs:1:24$/),
    ]);
    expect(await said('text(')).toEqual(['! SyntaxError: Unexpected end of input']);
    expect(await said('throw { toString() { throw 1 } }')).toEqual(['! ']);
  });

  test('calls tools with JSON and gets JSON, or the words of a refusal', async () => {
    expect(await said('text(await tools.echo({ a: [1] })); await tools.echo()')).toEqual([
      '{"a":[1]}',
      '! nothing given',
    ]);
    expect(await said('text(ALL_TOOLS)')).toEqual(['[{"name":"echo","description":"Echoes."}]']);
  });

  test('that is over at once calls nobody', async () => {
    const { ended } = start('tools.echo({}); text("end")');
    expect((await ended).map(({ type }) => type)).toEqual(['text', 'ended']);
  });

  test('stores for those that follow', async () => {
    const { ended } = start(
      'text(load("kept")); text(load("other")); store("other", { b: 2 }); text(load("other"))',
    );
    expect(await ended).toEqual([
      { type: 'text', text: '[1]' },
      { type: 'text', text: 'undefined' },
      { type: 'stored', key: 'other', json: '{"b":2}' },
      { type: 'text', text: '{"b":2}' },
      { type: 'ended', error: null },
    ]);
  });

  test('ends with exit wherever it stands, and with what a timer throws', async () => {
    expect(await said('try { exit() } catch { text("caught") } text("after")')).toEqual([]);
    expect(await said('setTimeout(() => { throw "late" }, 1); await new Promise(() => {})')).toEqual([
      '! late',
    ]);
    expect(
      await said(
        'const t = setTimeout(() => text("no"), 1); clearTimeout(t); await new Promise((r) => setTimeout(r, 20))',
      ),
    ).toEqual([]);
  });

  test('tells of promises as they settle', async () => {
    const slow = 'new Promise((r) => setTimeout(r, 30, 1))';
    expect(
      await said(
        `for await (const { index, status } of as_settled([${slow}, Promise.reject(2)])) text(index + status)`,
      ),
    ).toEqual(['1rejected', '0fulfilled']);
    expect(await said('await stream_settled(new Map([["k", 1]]), (it) => text(it))')).toEqual([
      '{"index":"k","status":"fulfilled","value":1}',
    ]);
  });

  test('shows pictures and blocks of MCP results', async () => {
    const { ended } = start(
      'image("data:image/png;base64,AA==", "low"); content([{ type: "text", text: "t" }, { type: "image", data: "AA==", mimeType: "image/gif" }]); audio({ audio_url: "data:audio/wav;base64,AA==" })',
    );
    expect(await ended).toEqual([
      { type: 'image', url: 'data:image/png;base64,AA==', detail: 'low' },
      { type: 'text', text: 't' },
      { type: 'image', url: 'data:image/gif;base64,AA==', detail: null },
      { type: 'audio', url: 'data:audio/wav;base64,AA==' },
      { type: 'ended', error: null },
    ]);
    expect(await said('image("http://x/y.png")')).toEqual([expect.stringContaining('remote image URLs')]);
  });

  test('that never ends is heard while it runs, and stopped', async () => {
    const { run, events, ended } = start('text("a"); for (;;);');
    await expect.poll(() => events).toEqual([{ type: 'text', text: 'a' }]);
    run.stop();
    expect(await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50, 'silence'))])).toBe(
      'silence',
    );
  });

  test('that takes more memory than it may fails, and this process goes on', async () => {
    expect(await said('const all = []; for (;;) all.push(new Array(1e6).fill(7))')).toEqual([
      expect.stringContaining('exec runtime ended unexpectedly'),
    ]);
  });
});

describe('the world of a script', () => {
  test('has neither Node nor the network', async () => {
    const names = 'process require console fetch Buffer WebAssembly SharedArrayBuffer Atomics setInterval';
    const list = `text([${names
      .split(' ')
      .map((name) => `typeof ${name}`)
      .join()}].join())`;
    expect(await said(list)).toEqual([names.replace(/\w+/g, 'undefined').replaceAll(' ', ',')]);
    expect(await said('import fs from "fs"')).toEqual(['! Unsupported import in exec: fs']);
    expect(await said('await import("fs")')).toEqual(['! unsupported import in exec']);
  });

  test('leads to no other by way of what it is given', async () => {
    const reached = [
      'text',
      'tools.echo',
      'tools.echo({})',
      'ALL_TOOLS',
      'import("fs").catch(() => {})',
      'as_settled([])',
      'import.meta',
      'setTimeout(() => {})',
    ];
    const look =
      'let made; try { made = it.constructor.constructor("return globalThis")() } catch { made = globalThis } text(made === globalThis || made instanceof Object)';
    for (const it of reached) {
      expect([it, ...(await said(`const it = ${it}; ${look}`))]).toEqual([it, 'true']);
    }
  });

  test('leads to no other by way of stacks and of what goes wrong', async () => {
    const frames =
      'Error.prepareStackTrace = (_, all) => all; const all = new Error().stack; text(all.every((one) => one.getThis() === undefined && one.getFunction() === undefined)); const make = all[0].constructor.constructor; let seen = globalThis; try { seen = make("return globalThis")() } catch {} text(seen === globalThis || typeof seen.process)';
    expect(await said(frames)).toEqual(['true', 'true']);
    const deep =
      'const found = []; const dig = () => { try { dig() } catch (it) { if (!(it instanceof Error)) found.push(it) } text("x") }; try { dig() } catch {} let seen = globalThis; for (const it of found) try { seen = it.constructor.constructor("return globalThis")() } catch {} const isOwn = seen === globalThis; exit.isOwn = isOwn; throw String(isOwn)';
    expect((await said(deep)).at(-1)).toBe('! true');
  });
});
