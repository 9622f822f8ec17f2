import { describe, expect, it } from 'vitest';
import { assertNoRemotePictures, newsForModel } from '../../../src/domain/turn/tool-news.js';

const news = { name: 'news', namespace: null };

describe('newsForModel', () => {
  it('leaves out a namespace that was not named, and keeps an empty one', () => {
    expect(newsForModel({ ...news, output: 'x' })).toEqual({
      type: 'function_call_output',
      name: 'news',
      output: 'x',
    });
    expect(newsForModel({ ...news, namespace: '', output: 'x' })).toHaveProperty('namespace', '');
  });
});

it('says of pictures that are none that they could not be processed', () => {
  const told = (image_url: string) =>
    newsForModel({ ...news, output: [{ type: 'input_image', image_url }] }).output;
  expect(told('data:image/png;base64,AAAA')).toEqual([
    { type: 'input_text', text: 'image content omitted because it could not be processed' },
  ]);
  const good = 'data:image/png;base64,iVBORw0KGgoAAAAN';
  expect(told(good)).toEqual([{ type: 'input_image', image_url: good }]);
});

describe('assertNoRemotePictures', () => {
  it('takes pictures inline alone', () => {
    const of = (image_url: string) => ({ ...news, output: [{ type: 'input_image' as const, image_url }] });
    expect(() => assertNoRemotePictures(of('data:image/png;base64,AA=='))).not.toThrow();
    expect(() => assertNoRemotePictures(of('HTTPS://example.invalid/x'))).toThrow(
      expect.objectContaining({ code: 'imageRemote' }),
    );
  });
});
