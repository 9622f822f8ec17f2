// What is played with the connectors that sessions of other agents used, on ours and on the real servers.
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { item, NEW, type Play, type Stage } from './import-plays.js';
import { type Files, session } from './other-agents.js';
import type { Frame } from './target.js';

const MANIFESTS = 'user/.config/Claude/claude-code-sessions';
const SESSIONS = 'user/.claude/projects/p';
const CURSOR = 'user/.cursor/projects/tmp';
const LEDGER = 'codex/external_agent_session_imports.json';

/** A session of Claude Code whose lines come from these servers. */
const used = (...servers: readonly unknown[]): string =>
  session(
    ['user', 'q'],
    ...servers.map((server) => ['assistant', 'a', { attributionMcpServer: server }] as const),
  );
const had = (id: unknown, ...servers: readonly unknown[]) => ({
  cliSessionId: id,
  remoteMcpServersConfig: servers,
});
const GMAIL = { uuid: 'uuid-1', name: 'Gmail', url: 'https://127.0.0.1/' };
const SLACK = { uuid: 'uuid-2', name: ' Slack ' };

/** Each by itself, so that what it says is seen. */
const CLAUDE_CASES: Readonly<Record<string, readonly [session: string, manifest: unknown]>> = {
  byUuid: [used('uuid-1'), had('byUuid', GMAIL, { ...GMAIL, name: 'ByUuid' }, SLACK)],
  byName: [used(' byname '), had('BYNAME', { name: 'ByName' })],
  bothWays: [used('x'), had('bothWays', { uuid: 'x', name: 'BothWays' }, { uuid: 'y', name: 'X' })],
  otherCase: [used('UUID-X', 'Ä'), had('otherCase', { uuid: 'uuid-x', name: 'CaseOfId' }, { name: 'ä' })],
  padded: [used('pad'), had('padded', { uuid: ' pad ', name: 'PaddedId' })],
  nothingSaid: [used(), had('nothingSaid', { name: 'NothingSaid' })],
  noText: [used(5, { name: 'NoText' }, ''), had('noText', { uuid: '', name: 'NoText' })],
  byUser: [
    session(['user', 'q', { attributionMcpServer: 'ByUser', isMeta: true }], ['user', 'r']),
    had('byUser', { name: 'ByUser' }),
  ],
  nameless: [used('n', 'm'), had('nameless', { uuid: 'n' }, { uuid: 'm', name: null }, { name: ' ' })],
  wrong: [used('Wrong'), had('wrong', { name: 'Wrong' }, { name: 'b', uuid: 1 })],
  wrongToo: [used('WrongToo'), had('wrongToo', { name: 'WrongToo' }, null)],
  empty: [used('Empty'), { cliSessionId: 'empty', remoteMcpServersConfig: null }],
  idless: [used('Idless'), had(7, { name: 'Idless' })],
  broken: [used('Broken'), '{"cliSessionId":"broken","remoteMcpServersConfig":[{"name":"Broken"}'],
  elsewhere: [
    session(['user', 'q', { cwd: '/nowhere', attributionMcpServer: 'Elsewhere' }]),
    had('elsewhere', { name: 'Elsewhere' }),
  ],
};

const CLAUDE_FILES: Files = Object.fromEntries(
  Object.entries(CLAUDE_CASES).flatMap(([name, [lines, manifest]]) => [
    [`${SESSIONS}/${name}.jsonl`, lines],
    [`${MANIFESTS}/a/b/local_${name}.json`, manifest],
  ]),
);

const lines = (...records: readonly object[]): string =>
  records.map((record) => JSON.stringify(record)).join('\n');
const calls = (...servers: readonly unknown[]): string =>
  lines(
    { role: 'user', message: { content: 'q' }, cwd: '<home>/work', timestamp_ms: 1_790_000_000_000 },
    ...servers.map((server) => called({ type: 'tool_use', name: 'CallMcpTool', input: { server } })),
  );
const called = (...blocks: readonly object[]) => ({ role: 'assistant', message: { content: blocks } });
const server = (serverIdentifier: unknown, serverName: unknown) => ({ serverIdentifier, serverName });

/** What the file that both servers keep says of connectors. */
function ledgerIn(home: string): unknown {
  const { records, detected_connector_records: found } = JSON.parse(
    readFileSync(join(home, LEDGER), 'utf8'),
  ) as {
    records: Frame[];
    detected_connector_records: Frame[];
  };
  const names = (some: Frame[]) =>
    some
      .map(({ source_path: path, connector_names }) => [
        String(path).replace(home, '<home>'),
        connector_names,
      ])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1));
  return { imported: names(records), found: names(found) };
}

const histories = ({ target }: Stage) => target.request('externalAgentConfig/import/readHistories');
const sessionsIn = (found: readonly Frame[]): readonly Frame[] =>
  found.filter(({ itemType }) => itemType === 'SESSIONS');

export const CONNECTOR_PLAYS: readonly Play[] = [
  {
    name: 'connectors of Claude Code, by what its application and its sessions say',
    versions: NEW,
    files: {
      ...CLAUDE_FILES,
      [`${MANIFESTS}/top.json`]: had('byUuid', { uuid: 'uuid-1', name: 'Top' }),
      [`${MANIFESTS}/.hidden/h.json`]: had('byUuid', { uuid: 'uuid-1', name: 'hidden' }),
      [`${MANIFESTS}/no.txt`]: had('byUuid', { uuid: 'uuid-1', name: 'Text' }),
      'user/linked.json': had('byUuid', { uuid: 'uuid-1', name: 'Linked' }),
      [`${MANIFESTS}/linked.json`]: '-> user/linked.json',
      'user/folder/f.json': had('byUuid', { uuid: 'uuid-1', name: 'Folder' }),
      [`${MANIFESTS}/folder`]: '-> user/folder',
    },
    async play(stage) {
      await stage.detect({ includeHome: true });
      await stage.detect({ includeHome: true, maxSessions: 0 });
      await stage.detect({ cwds: [join(stage.home, 'work')] });
      await histories(stage);
      stage.note(ledgerIn(stage.home));
    },
  },
  {
    name: 'connectors of sessions that come over, go on and are gone',
    versions: NEW,
    files: {
      [`${SESSIONS}/a.jsonl`]: used('zed', 'b'),
      [`${SESSIONS}/b.jsonl`]: used('ZED', 'Other'),
      [`${SESSIONS}/c.jsonl`]: used('late'),
      [`${MANIFESTS}/a.json`]: had('a', { name: 'zed' }, { name: 'b' }),
      [`${MANIFESTS}/b.json`]: had('b', { name: 'ZED' }, { name: 'Other' }),
    },
    async play(stage) {
      const { home, detect, take } = stage;
      const named = (name: string): Frame =>
        item('SESSIONS', null, { sessions: [{ path: join(home, SESSIONS, `${name}.jsonl`), cwd: home }] });
      await take([named('b')]);
      await detect({ includeHome: true });
      await histories(stage);
      writeFileSync(
        join(home, MANIFESTS, 'a.json'),
        JSON.stringify(had('a', { name: 'Zed' }, { name: 'new' })),
      );
      appendFileSync(
        join(home, SESSIONS, 'a.jsonl'),
        `\n${session(['assistant', 'x', { attributionMcpServer: 'new' }]).replaceAll('<home>', home)}`,
      );
      await detect({ includeHome: true });
      stage.note(ledgerIn(home));
      await take([named('a')]);
      writeFileSync(join(home, MANIFESTS, 'a.json'), JSON.stringify(had('a', { name: 'ZeD' })));
      appendFileSync(
        join(home, SESSIONS, 'a.jsonl'),
        `\n${session(['user', 'x']).replaceAll('<home>', home)}`,
      );
      await take([named('a'), named('c')]);
      stage.note(ledgerIn(home));
      rmSync(join(home, SESSIONS, 'a.jsonl'));
      await detect({ includeHome: true });
      await histories(stage);
    },
  },
  {
    name: 'connectors of Cursor, by its calls and what its projects know',
    versions: NEW,
    files: {
      [`${CURSOR}/agent-transcripts/a.jsonl`]: calls('user-A', 'zed', 'ZED2', 'unknown', 5, null),
      [`${CURSOR}/agent-transcripts/deep/er/b.jsonl`]: calls(
        ' USER-a ',
        'linked',
        'folder',
        'blank',
        'no-name',
      ),
      [`${CURSOR}/agent-transcripts/a/subagents/c.jsonl`]: calls('sub'),
      [`${CURSOR}/agent-transcripts/d.jsonl`]: `${calls()}\n${lines(
        called({ type: 'tool_use', name: 'Shell', input: { server: 'sub' } }),
        called({ type: 'tool_call', name: 'CallMcpTool', input: { server: 'sub' } }),
        called({ type: 'tool_use', name: 'CallMcpTool', input: 'sub' }, { name: 'CallMcpTool' }),
        {
          ...called({ type: 'tool_use', name: 'CallMcpTool', input: { server: 'u' } }),
          role: 'user',
          isMeta: true,
        },
        { ...called({ type: 'tool_use', name: 'CallMcpTool', input: { server: 'v' } }), role: undefined },
      )}`,
      [`${CURSOR}/mcps/one/SERVER_METADATA.json`]: server('user-a', ' Service A '),
      [`${CURSOR}/mcps/z1/SERVER_METADATA.json`]: server('zed', 'Zed'),
      [`${CURSOR}/mcps/z2/SERVER_METADATA.json`]: server(' zed2 ', 'ZED'),
      [`${CURSOR}/mcps/sub/SERVER_METADATA.json`]: server('sub', 'Sub'),
      [`${CURSOR}/mcps/u/SERVER_METADATA.json`]: server('u', 'ByUser'),
      [`${CURSOR}/mcps/v/SERVER_METADATA.json`]: server('v', 'ByNobody'),
      [`${CURSOR}/mcps/blank/SERVER_METADATA.json`]: server('blank', ' '),
      [`${CURSOR}/mcps/no-name/SERVER_METADATA.json`]: server('no-name', 7),
      [`${CURSOR}/mcps/deep/er/SERVER_METADATA.json`]: server('unknown', 'Deep'),
      [`${CURSOR}/mcps/broken/SERVER_METADATA.json`]: '{',
      'user/linked.json': server('linked', 'Linked'),
      [`${CURSOR}/mcps/linked/SERVER_METADATA.json`]: '-> user/linked.json',
      'user/folder/SERVER_METADATA.json': server('folder', 'Folder'),
      [`${CURSOR}/mcps/folder`]: '-> user/folder',
      'user/.cursor/projects/usr/agent-transcripts/a.jsonl': calls('user-a', 'here'),
      'user/.cursor/projects/usr/mcps/here/SERVER_METADATA.json': server('here', 'service a'),
    },
    async play(stage) {
      const from = { migrationSource: 'cursor' };
      const found = await stage.detect({ includeHome: true, ...from });
      await stage.take(sessionsIn(found), from);
      await histories(stage);
      await stage.detect({ includeHome: true, ...from });
      stage.note(ledgerIn(stage.home));
    },
  },
  {
    name: 'a file of connectors that was there, and one that cannot be read',
    versions: NEW,
    files: {
      [LEDGER]: {
        records: [kept('/y', ['Q', ' ', 'q']), kept('/x', [' pad '])],
        detected_connector_records: [
          { source_path: '/x', connector_names: ['b', 'PAD', 'A'] },
          { source_path: '/w', connector_names: ['a', ''] },
        ],
      },
    },
    async play(stage) {
      await histories(stage);
      const ledger = join(stage.home, LEDGER);
      writeFileSync(ledger, '{"records":[');
      await histories(stage);
      await stage.detect({ includeHome: true });
      rmSync(ledger);
      await histories(stage);
    },
  },
];

function kept(path: string, connectorNames: readonly string[]) {
  return {
    source_path: path,
    content_sha256: 'x',
    imported_thread_id: '01a21f7e-84ef-74d0-8364-fedaa15c7852',
    imported_at: 1,
    connector_names: connectorNames,
  };
}
