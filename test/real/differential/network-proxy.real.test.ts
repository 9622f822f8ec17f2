// The proxy through which commands reach the network where somebody limits the hosts: ours beside the real servers. Who
// is asked, what the answers do, what commands and the model read, and what is kept.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/backend/index.js';
import { REVIEWER, verdictOf } from '../support/guardian-plays.js';
import {
  curl,
  type NetworkPlay,
  type NetworkWish,
  type NetworkWorld,
  networkWorld,
  playNetwork,
  socks,
  tunnel,
} from '../support/network-plays.js';
import { canHaveSystemFiles } from '../support/system-files.js';
import { freshFolder, type Side, type Version } from '../support/target.js';
import { decided } from '../support/tool-plays.js';

const VERSIONS: readonly Version[] = ['0.169.0', '0.118.0'];
const SIDES: readonly Side[] = ['ours', 'real'];

const probe = freshFolder('system-files');
const canBe = canHaveSystemFiles(probe);
rmSync(probe, { recursive: true, force: true });

const ASKED = '127.0.0.1';
const DENIED = '127.0.0.9';
/** Keeps a command from its end until it may have been ended. */
const LATER = 'sleep 1';

const amended = (host: string, action: 'allow' | 'deny') =>
  decided({ applyNetworkPolicyAmendment: { network_policy_amendment: { host, action } } });

const always = (answer: ReturnType<typeof decided>) => () => answer;

const PLAYS: Readonly<Record<string, NetworkPlay>> = {
  'what is allowed needs nobody, what is not is asked about each time': {
    turns: [[curl('localhost') + curl(ASKED) + curl(ASKED)]],
    answer: always(decided('accept')),
  },
  'what is denied is denied': { turns: [[curl(DENIED) + LATER]] },
  'a host that is allowed for the session is asked about once': {
    turns: [[curl(ASKED) + curl(ASKED)], [curl(ASKED)]],
    answer: always(decided('acceptForSession')),
  },
  'a refusal, then consent': {
    turns: [[curl(ASKED) + LATER], [curl(ASKED)]],
    answer: (number) => decided(number === 0 ? 'decline' : 'accept'),
  },
  'an answer that is none': {
    turns: [[curl(ASKED) + LATER]],
    answer: () => ({ error: { code: -1, message: 'no' } }),
  },
  'nobody may be asked': { turns: [[curl(ASKED) + LATER]], thread: { approvalPolicy: 'never' } },
  'tunnels and SOCKS have questions of their own': {
    turns: [[socks(ASKED) + tunnel(ASKED) + socks('localhost') + tunnel('localhost')]],
    answer: always(decided('accept')),
  },
  'a tunnel that is denied': { turns: [[tunnel(DENIED) + LATER]] },
  'SOCKS that is denied': { turns: [[socks(DENIED) + LATER]] },
  'what does not ask the proxy reaches nothing': {
    turns: [["curl -sS -m 3 --noproxy '*' http://localhost:PORT/x 2>&1 | cut -c1-24"]],
  },
};

const OLDER_PLAYS: Readonly<Record<string, NetworkPlay>> = {
  'shell_command, refused': {
    turns: [[curl(ASKED)]],
    tool: 'shell_command',
    answer: always(decided('decline')),
  },
  'shell_command, nobody may be asked': {
    turns: [[curl(ASKED)]],
    tool: 'shell_command',
    thread: { approvalPolicy: 'never' },
  },
  'shell_command, denied': { turns: [[curl(DENIED)]], tool: 'shell_command' },
};

describe.skipIf(!canBe).each(VERSIONS)('hosts under an administrator of %s', (version) => {
  const open = new Map<Side, Promise<NetworkWorld>>();
  const worldOf = (side: Side): Promise<NetworkWorld> => {
    const known = open.get(side) ?? networkWorld({ side, version });
    open.set(side, known);
    return known;
  };
  afterAll(async () => {
    await Promise.all([...open.values()].map(async (world) => (await world).close()));
  });
  const older = version === '0.118.0';
  const model = older ? { model: 'gpt-5.3-codex' } : {};

  const plays = Object.entries({ ...PLAYS, ...(older ? OLDER_PLAYS : {}) });
  it.each(plays)('%s', async (_name, play) => {
    const thread = { ...model, ...play.thread };
    const [ours, real] = [
      await playNetwork(await worldOf('ours'), { ...play, thread }),
      await playNetwork(await worldOf('real'), { ...play, thread }),
    ];
    expect(ours).toEqual(real);
  });

  it('of two commands for one host each has a question of its own, or both have one', async () => {
    const came = [];
    for (const side of SIDES) {
      const answer = always(decided('accept'));
      const play = { turns: [[curl(ASKED), curl(ASKED)]], answer, answerAfterMs: 700, thread: model };
      const [told, read] = await playNetwork(await worldOf(side), play);
      came.push([(told as unknown[][]).filter(([what]) => what === 'asked'), read]);
    }
    expect(came[0]).toEqual(came[1]);
    expect(came[0]?.[0]).toHaveLength(older ? 1 : 2);
  });

  it.each([true, false])('a reviewer decides on hosts where one is to (allows: %s)', async (isAllowed) => {
    const came = [];
    for (const side of SIDES) {
      const world = await networkWorld({
        side,
        version,
        above: `approvals_reviewer = "${older ? 'guardian_subagent' : 'auto_review'}"`,
        features: 'guardian_approval = true',
      });
      try {
        const replies = [{ when: REVIEWER, times: 'always', ...verdictOf(isAllowed, version) } as Reply];
        const [told] = await playNetwork(world, {
          turns: [[`${curl(ASKED)}sleep 0.5`]],
          replies,
          thread: model,
        });
        // What a refusal says is in words of our own.
        came.push((told as unknown[][]).map((one) => (one[0] === 'command' ? one.slice(0, 3) : one)));
      } finally {
        await world.close();
      }
    }
    expect(came[0]).toEqual(came[1]);
  });

  it.each([amended(ASKED, 'allow'), amended(ASKED, 'deny')])(
    'a rule about a host is kept and counts at once: %j',
    async (answer) => {
      const came = [];
      for (const side of SIDES) {
        const world = await networkWorld({ side, version });
        try {
          const turns = [[curl(ASKED) + LATER], [tunnel(ASKED) + LATER]];
          const played = await playNetwork(world, { turns, answer: always(answer), thread: model });
          came.push([
            played,
            readFileSync(join(world.target.home, 'codex', 'rules', 'default.rules'), 'utf8'),
          ]);
        } finally {
          await world.close();
        }
      }
      expect(came[0]).toEqual(came[1]);
    },
  );
});

const PROFILE = '[permissions.p.filesystem]\n":root" = "read"\n[permissions.p.network]\nenabled = true\n';
const DOMAINS = '[permissions.p.network.domains]\n"localhost" = "allow"\n"127.0.0.9" = "deny"\n';
const PROXY = 'network_proxy = true';
/** What the proxy is called, without the ports of this run. */
const VARIABLES =
  "env | grep -i -E 'proxy|NETWORK_ALLOW|NETWORK_DIS' | grep -v ^PATH | sed -E 's/(127.0.0.1:)[0-9]+/\\1N/' | LC_ALL=C sort; ";

describe.each(VERSIONS)('hosts under a profile of %s', (version) => {
  const older = version === '0.118.0';
  const thread = { sandbox: undefined, ...(older ? { model: 'gpt-5.3-codex' } : {}) };
  it.each<[string, string, NetworkWish['tables'], string[]]>([
    ['a list', PROXY, `${PROFILE}allow_local_binding = true\n${DOMAINS}`, [curl('localhost')]],
    ['a list', PROXY, `${PROFILE}allow_local_binding = true\n${DOMAINS}`, [curl(DENIED) + LATER]],
    [
      'no consent for others',
      PROXY,
      `${PROFILE}allow_local_binding = true\n${DOMAINS}`,
      [curl(ASKED) + LATER],
    ],
    ['local addresses by name only', PROXY, PROFILE + DOMAINS, [VARIABLES + curl('localhost')]],
    ['local addresses by name only', PROXY, `${PROFILE}mode = "full"\n`, [curl(ASKED) + LATER]],
    ['what only reads', PROXY, `${PROFILE}mode = "limited"\n${DOMAINS}`, [curl('localhost')]],
    [
      'what only reads',
      PROXY,
      `${PROFILE}mode = "limited"\n${DOMAINS}`,
      [`${curl('localhost', '-X POST')}${LATER}`],
    ],
    ['no network', PROXY, PROFILE.replace('true', 'false') + DOMAINS, [VARIABLES]],
  ])('%s: %s %j %j', async (_name, features, tables, commands) => {
    const came = [];
    for (const side of SIDES) {
      const world = await networkWorld({
        side,
        version,
        requirements: null,
        above: 'default_permissions = "p"',
        features: older ? '' : features,
        ...(tables === undefined ? {} : { tables }),
      });
      try {
        came.push(await playNetwork(world, { turns: [commands], thread }));
      } finally {
        await world.close();
      }
    }
    expect(came[0]).toEqual(came[1]);
  });
});
