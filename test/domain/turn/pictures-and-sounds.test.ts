import { describe, expect, it } from 'vitest';
import { readableContent, recordedFor, sentTo } from '../../../src/domain/turn/pictures-and-sounds.js';

const picture = (detail?: string) => ({
  type: 'input_image',
  image_url: 'data:image/png;base64,',
  ...(detail === undefined ? {} : { detail }),
});
const words = (text: string) => ({ type: 'input_text', text });
const message = (...content: unknown[]) => ({ type: 'message', role: 'user', content });
const unseen = words('image content omitted because you do not support image input');

describe('a picture that is recorded', () => {
  it('is looked at as closely as can be by a model that is able to', () => {
    const facts = { pictureDetail: 'original' } as const;
    const seen = recordedFor(facts, message(words('a'), picture('low'), picture('high'), picture()));
    const original = picture('original');
    expect(seen).toEqual(message(words('a'), original, original, original));
  });

  it('is left out for other models where it is to be seen from afar', () => {
    const seen = recordedFor({ pictureDetail: 'high' }, message(picture('low'), picture('original')));
    expect(seen.content).toEqual([
      words("image content omitted because detail 'low' is not supported; use 'high', 'original', or 'auto'"),
      picture('original'),
    ]);
  });

  it('stays as it is where no detail is told', () => {
    const item = message(picture('low'));
    expect(recordedFor({}, item)).toBe(item);
  });
});

describe('a picture that is sent', () => {
  it('becomes words for a model of text, in outputs of tools too', () => {
    const facts = { takesPictures: false };
    expect(sentTo(facts, message(words('a'), picture()))).toEqual(message(words('a'), unseen));
    const output = { type: 'function_call_output', call_id: 'c', output: [picture()] };
    expect(sentTo(facts, output)).toEqual({ ...output, output: [unseen] });
    const made = { type: 'image_generation_call', id: 'i', result: 'AAAA' };
    expect(sentTo(facts, made)).toEqual({ ...made, result: '' });
    expect(readableContent(facts, [{ type: 'image' }, { type: 'text', text: 'b' }])).toEqual([
      { type: 'text', text: `<${unseen.text}>` },
      { type: 'text', text: 'b' },
    ]);
  });

  it('is looked at less closely by a model that cannot look as closely as the one before', () => {
    const item = message(picture('original'), picture('auto'));
    expect(sentTo({ pictureDetail: 'high' }, item)).toEqual(message(picture('high'), picture('auto')));
    expect(sentTo({ pictureDetail: 'original' }, item)).toBe(item);
  });
});

describe('a recording that is sent', () => {
  const sound = { type: 'input_audio', audio_url: 'data:audio/wav;base64,' };

  it('becomes words for a model that cannot hear', () => {
    const unheard = words('audio content omitted because you do not support audio input');
    expect(sentTo({}, message(words('a'), sound, picture()))).toEqual(
      message(words('a'), unheard, picture()),
    );
    expect(readableContent({}, [{ type: 'audio' }])).toEqual([{ type: 'text', text: `<${unheard.text}>` }]);
  });

  it('is sent as it is to one that hears', () => {
    const item = message(sound, { type: 'input_audio', file_id: 'file_1' });
    expect(sentTo({ hears: true }, item)).toBe(item);
    expect(readableContent({ hears: true }, [{ type: 'audio' }])).toEqual([{ type: 'audio' }]);
  });
});
