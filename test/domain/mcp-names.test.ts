import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { namedTools } from '../../src/domain/mcp/mcp-names.js';
import { mcpServer } from './mcp-server-config.js';

const hash = (text: string): string => `#${text.length}`;
const tool = (name: string) => ({ name, inputSchema: {} });
const named = (servers: Record<string, string[]>) =>
  namedTools(
    Object.entries(servers).map(([name, tools]) => ({
      config: mcpServer(name),
      instructions: null,
      tools: tools.map(tool),
    })),
    { hash, areGrouped: true },
  );

describe('names of MCP tools', () => {
  it('are qualified by their server and sorted', () => {
    const found = named({ b: ['two', 'one'], a: ['three'] }).map(({ qualified }) => qualified);
    expect(found).toEqual(['mcp__a__three', 'mcp__b__one', 'mcp__b__two']);
  });

  it('have no characters that providers refuse', () => {
    expect(named({ 'my-server': ['read.file'] })).toMatchObject([
      { group: 'mcp__my_server', name: 'read_file', qualified: 'mcp__my_server__read_file' },
    ]);
  });

  it('are cut to what providers take', () => {
    const [found] = named({ server: ['x'.repeat(80)] });
    expect(found?.qualified).toHaveLength(64);
    expect(found?.qualified).toMatch(/^mcp__server__x+#93$/);
  });

  it('are given once: of two that would be the same, the first', () => {
    expect(named({ a: ['one-two', 'one.two'] })).toMatchObject([{ tool: { name: 'one-two' } }]);
  });
});

interface App {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly tools: readonly string[];
}

/** The names as the real servers give them were measured. */
const ofApps = (areGrouped: boolean, ...apps: readonly App[]) =>
  namedTools(
    [
      {
        config: {
          ...mcpServer('codex_apps'),
          apps: {
            accountId: null,
            getsToken: false,
            policies: { usual: { tools: {} }, apps: {}, worstIsAssumed: true },
            pluginsOf: {},
          },
        },
        instructions: null,
        tools: apps.flatMap(({ id, name, description, tools }) =>
          tools.map((toolName) => ({
            ...tool(toolName),
            _meta: { connector_id: id, connector_name: name, connector_description: description },
          })),
        ),
      },
    ],
    { hash: (text) => createHash('sha1').update(text).digest('hex'), areGrouped },
  ).map(({ group, name, instructions, qualified }) =>
    areGrouped ? [group, name, instructions] : [qualified],
  );

const DRIVE: App = {
  id: 'a-b',
  name: 'Google Drive',
  tools: ['google drive_find', 'google_drive_x', 'a-b_y', 'Google-Drive', 'UPPER Case.tool'],
};
const SAME: App = {
  id: 'same',
  name: 'Google Drive',
  description: 'Other drive',
  tools: ['google_drive_x', 'google_drive_z'],
};
const BLANK: App = { id: 'empty', name: ' ', description: '  ', tools: ['e_one', 'empty_two'] };
const UMLAUT: App = {
  id: 'Üm',
  name: 'Über--Maß ',
  description: 'D',
  tools: ['über_find', 'ber_ma_find'],
};

describe('names of tools of apps', () => {
  it('stand in a group for every app, marked where two apps have one name', () => {
    expect(ofApps(true, DRIVE, BLANK, UMLAUT, SAME)).toEqual([
      ['mcp__codex_apps', '_two', 'Tools in the mcp__codex_apps namespace.'],
      ['mcp__codex_apps', 'e_one', 'Tools in the mcp__codex_apps namespace.'],
      ['mcp__codex_apps__ber__ma', 'ber_find', 'D'],
      ['mcp__codex_apps__ber__ma', 'ber_ma_find', 'D'],
      ...['_find', '_x', '_y', 'google_drive', 'upper_case_tool'].map((name) => [
        'mcp__codex_apps__google_drive_654da411d93a',
        name,
        'Tools for working with Google Drive.',
      ]),
      ['mcp__codex_apps__google_drive_fcad6f88457f', '_x', 'Other drive'],
      ['mcp__codex_apps__google_drive_fcad6f88457f', '_z', 'Other drive'],
    ]);
  });

  it('are single words in versions without groups, where the first of two of one name counts', () => {
    expect(ofApps(false, DRIVE, BLANK, UMLAUT, SAME).flat()).toEqual([
      'codex_apps_two',
      'codex_appse_one',
      'mcp__codex_apps__ber__maber_find',
      'mcp__codex_apps__ber__maber_ma_find',
      'mcp__codex_apps__google_drive_find',
      'mcp__codex_apps__google_drive_x',
      'mcp__codex_apps__google_drive_y',
      'mcp__codex_apps__google_drive_z',
      'mcp__codex_apps__google_drivegoogle_drive',
      'mcp__codex_apps__google_driveupper_case_tool',
    ]);
  });

  it('are marked where two tools of an app would share one, and cut where they are too long', () => {
    const long = (count: number): string => `notes_${'z'.repeat(count)}`;
    const tools = ['notes_x y', 'notes_x-y', long(200), long(95), long(110)];
    const names = ofApps(true, { id: 'n', name: 'Notes', tools }).map(([, name]) => name);
    expect(names).toEqual([
      '_x_y_d1edb9388353',
      '_x_y_eb10bd436ec6',
      expect.stringMatching(/^_z{90}_(304c68dda21f|e5c43f230d57)$/),
      expect.stringMatching(/^_z{90}_(304c68dda21f|e5c43f230d57)$/),
      `_${'z'.repeat(95)}`,
    ]);
    const [[group, name] = []] = ofApps(true, { id: 'l2', name: 'M'.repeat(140), tools: ['one'] });
    expect([group, name]).toEqual([`mcp__codex_apps__${'m'.repeat(96)}`, '_d62632f7cc1b']);
  });

  it('are cut to 64 characters as single words', () => {
    const tools = [`google_drive_a${'x'.repeat(80)}`];
    expect(ofApps(false, { ...DRIVE, tools })).toEqual([
      ['mcp__codex_apps__google_8256c233f6afcc9b1d90ee0b553f44ae67dff4cf'],
    ]);
  });
});
