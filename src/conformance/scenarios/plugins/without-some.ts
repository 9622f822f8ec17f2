import path from 'node:path';
import { at, listAt, textAt } from '../../../util/peek.js';
import type { Bench } from '../../bench.js';
import { expectFits, expectThat } from '../../expect.js';
import { scenario } from '../../scenario.js';
import { MANIFEST, putPlugin, WITH_PLUGINS } from '../../support/local-plugin.js';
import { modelRead } from '../../support/turn-steps.js';

export default scenario({
  id: 'plugins/without-some',
  requires:
    'A thread does without the plug-ins that its last turn named, also as a fork: their skills are taken back and told again.',
  source: 'measured',
  profiles: ['0.169.0'],
  needs: ['home'],
  covers: ['turn/start', 'thread/settings/update', 'thread/settings/updated', 'thread/fork'],
  ...WITH_PLUGINS,
  script: { replies: ['one', 'two', 'three', 'four'] },
  prepare: (around) => putPlugin(around, 'Saw it off.'),
  async run(bench) {
    const line = await bench.connect();
    const marketplacePath = path.join(bench.cwd, MANIFEST);
    await line.call('plugin/install', { marketplacePath, pluginName: 'tools' });
    const threadId = await bench.startThread(line);
    await bench.turn(line, threadId);
    const before = timesTold(bench);
    expectThat('the model was told of the skill', before > 0);

    const disabledPluginIds = ['tools@shop', 'nobody@shop', 'tools@shop'];
    const without = await bench.turn(line, threadId, NAMING, { disabledPluginIds });
    await line.hears(
      'thread/settings/updated',
      { threadId, threadSettings: { disabledPluginIds } },
      without.since,
    );
    expectThat('a skill that is gone is not read', !modelRead(bench, 'Saw it off.'));
    expectThat('nothing more is told of it', timesTold(bench) === before);

    const fork = await line.call('thread/fork', { threadId });
    expectFits('the fork', fork, { disabledPluginIds });
    const forkId = textAt(fork, 'thread', 'id') ?? '';
    await line.call('thread/settings/update', { threadId: forkId, disabledPluginIds: [] });
    await bench.turn(line, forkId, NAMING);
    expectThat('the skill is told of again', timesTold(bench) > before);
    expectThat('it is read where it is named', modelRead(bench, 'Saw it off.'));
  },
});

const NAMING = 'use $tools:saw';

/** How often the last request lists the skill among those the model may choose. */
function timesTold({ backend }: Bench): number {
  const texts = listAt(backend.requests.at(-1)?.body, 'input')
    .filter((item) => at(item, 'role') === 'developer')
    .flatMap((item) => listAt(item, 'content').map((part) => textAt(part, 'text') ?? ''));
  return texts.filter((text) => text.includes('- tools:saw: Saws.')).length;
}
