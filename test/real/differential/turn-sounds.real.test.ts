// What becomes of recordings: models that hear and such that do not, on each other's histories. Ours beside the real 0.169.0.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { createBackend } from '../../../src/backend/index.js';
import { catalogOf } from '../../../src/backend/model-entries.js';
import { handshake, startThread, textInput } from '../support/compare.js';
import { normaliser } from '../support/normalise.js';
import { type Frame, freshFolder, type Side, startTarget } from '../support/target.js';

const HUM = 'data:audio/wav;base64,aHVt';
const { models } = catalogOf([
  { slug: 'hears', input_modalities: ['text', 'image', 'audio'] },
  { slug: 'deaf' },
]);

it('sends recordings to models that hear, tells the others or ends the turn, and refuses such that are nowhere', async () => {
  const [ours, real] = [await heard('ours'), await heard('real')];
  expect(ours).toEqual(real);
  expect(JSON.stringify(ours)).toContain('input_audio');
  expect(JSON.stringify(ours)).toContain('does not support uploaded audio');
}, 60_000);

async function heard(side: Side): Promise<unknown> {
  const backend = createBackend({ script: { replies: [{ text: 'Fine.', times: 'always' }] } });
  await backend.listen();
  const home = freshFolder(`${side}-sounds`);
  const file = join(home, 'work', 'hum.wav');
  mkdirSync(dirname(file));
  writeFileSync(file, 'hum');
  writeFileSync(join(home, 'models.json'), JSON.stringify({ models }));
  const config = `model_catalog_json = ${JSON.stringify(join(home, 'models.json'))}\n${backend.codexConfig()}`;
  const target = await startTarget({ side, version: '0.169.0', home, config });
  const uploaded = { type: 'audio', fileId: 'file_1' };
  const sent = [
    { type: 'audio', url: HUM },
    { type: 'audio', url: 'https://127.0.0.1:9/hum.wav' },
  ];
  const kept = { type: 'localAudio', path: file };
  try {
    await handshake(target);
    const threadId = await startThread(target, { model: 'hears' });
    const said: unknown[] = [];
    for (const part of [{ type: 'audio' }, { type: 'audio', url: 3 }, { type: 'image', fileId: 3 }])
      said.push((await target.request('turn/start', { threadId, input: [part] })).error);
    for (const [model, ...input] of [
      ['hears', uploaded, ...sent, kept],
      ['deaf', ...sent, kept],
      ['hears', ...textInput('and now?')],
      ['deaf', uploaded],
      ['deaf', ...textInput('again'), uploaded, kept],
      ['deaf', uploaded, ...textInput('it is one of $that'), ...sent],
      ['hears', uploaded, ...textInput('at last')],
    ] as const) {
      const from = target.frames.length;
      await target.request('turn/start', { threadId, model, input });
      await target.waitFor('the end', ({ method }) => method === 'turn/completed', from);
      const told = target.frames
        .slice(from)
        .filter(({ method }) => /^(item|turn|error)/.test(String(method)));
      const asked = backend.requests.at(-1)?.body as { input: Frame[] } | undefined;
      said.push(told, asked?.input.filter(isOfUser).map(parts));
    }
    return JSON.parse(JSON.stringify(normaliser(home)({ said })).replaceAll(home, '<home>'));
  } finally {
    await target.close();
    await backend.close();
    rmSync(home, { recursive: true, force: true });
  }
}

const isOfUser = ({ role }: Frame): boolean => role === 'user';

function parts({ content }: Frame): unknown {
  return (content as Frame[]).filter(({ text }) => !/^(<environment|<model_switch)/.test(String(text)));
}
