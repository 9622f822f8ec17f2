import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/domain/errors.js';
import type { DomainEvent } from '../../../src/domain/events.js';
import type { ForeignSetups, ImportItem, Taken } from '../../../src/domain/imports/import-ports.js';
import { Imports } from '../../../src/domain/imports/imports.js';

const item = (itemType: ImportItem['itemType'], details: ImportItem['details'] = null): ImportItem => ({
  itemType,
  description: 'd',
  cwd: null,
  details,
});
const moved = (name: string): Taken => ({ moved: [{ source: name, target: name }], failures: [] });

function importing(
  setups: Partial<ForeignSetups>,
  keep: () => Promise<string | null> = () => Promise.resolve('t'),
  remember?: () => void,
) {
  const told: { type: string; results: readonly { itemType: string }[] }[] = [];
  const kept: unknown[] = [];
  let ended: () => void = () => {};
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const imports = new Imports({
    setups: {
      detect: () => Promise.resolve({ items: [], connectors: [] }),
      connectors: () => Promise.resolve([]),
      take: () => Promise.resolve(moved('x')),
      sessionFile: (path) => Promise.resolve(path),
      newSession: () => Promise.resolve({ cwd: '/w', title: 'T', messages: [] }),
      threadOf: () => Promise.resolve(null),
      recordSession: () => Promise.resolve(),
      ...setups,
    },
    threads: { keep },
    histories: {
      list: () => [],
      record: () => '',
      keep: (...args) => (remember === undefined ? void kept.push(args) : remember()),
    },
    sink: {
      emit({ event }: DomainEvent) {
        if (event.type !== 'importProgress' && event.type !== 'importCompleted') return;
        told.push({ type: event.type, results: event.results });
        if (event.type === 'importCompleted') ended();
      },
    },
    onError: () => {},
  });
  const order = { from: null, providerId: 'p', originator: 'o', stopsAtFailure: false };
  return { imports, order, told, kept, end };
}

describe('an import from another agent', () => {
  it('tells each item, and all of them by their types at the end, which is kept', async () => {
    const { imports, order, told, kept, end } = importing({});
    const items = [item('HOOKS'), item('CONFIG'), item('HOOKS')];
    const begun = await imports.begin({ ...order, items });
    expect(told).toEqual([]);
    begun.goOn();
    await end;
    expect(told.map(({ type, results }) => [type, ...results.map(({ itemType }) => itemType)])).toEqual([
      ['importProgress', 'HOOKS'],
      ['importProgress', 'CONFIG'],
      ['importProgress', 'HOOKS'],
      ['importCompleted', 'CONFIG', 'HOOKS'],
    ]);
    expect(kept).toEqual([[begun.importId, 'p', told.at(-1)?.results]]);
  });

  it('tells its end though a part breaks off and nothing can be kept of it', async () => {
    const later = () => Promise.reject(new Error('no more'));
    const { imports, order, told, end } = importing(
      { take: () => Promise.resolve({ ...moved('near'), later }) },
      undefined,
      () => {
        throw new Error('the disk is full');
      },
    );
    (await imports.begin({ ...order, items: [item('CONFIG')] })).goOn();
    await end;
    expect(told.map(({ type }) => type)).toEqual(['importProgress', 'importCompleted']);
  });

  it('tells what takes its time by itself', async () => {
    const later = () => Promise.resolve(moved('far'));
    const { imports, order, told, end } = importing({
      take: () => Promise.resolve({ ...moved('near'), later }),
    });
    (await imports.begin({ ...order, items: [item('PLUGINS')] })).goOn();
    await end;
    expect(told).toHaveLength(3);
    expect(told.at(-1)).toMatchObject({ results: [{ successes: [{ source: 'near' }, { source: 'far' }] }] });
  });

  it('goes on after an item that fails, unless it is to stop there', async () => {
    const failing = {
      take: (one: ImportItem) =>
        one.itemType === 'CONFIG'
          ? Promise.reject(new DomainError({ code: 'importFailed', message: 'no', isOfTarget: true }))
          : Promise.resolve(moved('x')),
    };
    const items = [item('CONFIG'), item('SKILLS')];
    const { imports, order, told, end } = importing(failing);
    const begun = await imports.begin({ ...order, items });
    expect(begun.failed?.failure).toMatchObject({ message: 'no' });
    begun.goOn();
    await end;
    expect(told.at(-1)).toMatchObject({
      results: [{ failures: [{ errorType: 'invalid_existing_config' }] }, { itemType: 'SKILLS' }],
    });
    const asked: string[] = [];
    const stopping = importing({
      take: (one) => {
        asked.push(one.itemType);
        return failing.take(one);
      },
    });
    await stopping.imports.begin({ ...stopping.order, items, stopsAtFailure: true });
    expect(asked).toEqual(['CONFIG']);
  });

  it('says of each session why it is not there, cannot be read or cannot be kept', async () => {
    const { imports, order, told, end } = importing(
      {
        sessionFile: (path) => Promise.resolve(path === 'missing' ? null : path),
        newSession: (file) =>
          file === 'bad'
            ? Promise.reject(new Error('unreadable'))
            : Promise.resolve(file === 'old' ? null : { cwd: '/w', title: file, messages: [] }),
      },
      () => Promise.reject(new Error('full')),
    );
    const sessions = ['missing', 'bad', 'old', 'good'].map((path) => ({ path, cwd: '/w' }));
    (await imports.begin({ ...order, items: [item('SESSIONS', { sessions })] })).goOn();
    await end;
    expect(told.at(-1)).toMatchObject({
      results: [
        {
          itemType: 'SESSIONS',
          successes: [],
          failures: [
            { source: 'missing', failureStage: 'session_missing' },
            { source: 'bad', failureStage: 'session_prepare', message: /unreadable/ },
            { source: 'good', failureStage: 'session_import', message: /full/ },
          ].map(({ message, ...rest }) =>
            message ? { ...rest, message: expect.stringMatching(message) } : rest,
          ),
        },
      ],
    });
  });

  it('waits for the one before it', async () => {
    const steps: string[] = [];
    const { imports, order } = importing({
      async take({ itemType }) {
        steps.push(`${itemType} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        steps.push(`${itemType} ends`);
        return moved('x');
      },
    });
    await Promise.all(
      ['CONFIG' as const, 'SKILLS' as const].map((one) => imports.begin({ ...order, items: [item(one)] })),
    );
    expect(steps).toEqual(['CONFIG begins', 'CONFIG ends', 'SKILLS begins', 'SKILLS ends']);
  });
});
