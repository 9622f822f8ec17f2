import { expect, test } from 'vitest';
import { developerTextItem } from '../../../src/domain/turn/model-request.js';
import { putAwayNews, putAwayText } from '../../../src/domain/turn/put-away-tools.js';

const group = (name: string, description = `Group ${name}.\nMore of it.`) => ({ name, description });
const told = (...texts: readonly (string | null)[]) => texts.map((text) => developerTextItem(text ?? ''));

test('groups are told by the first line of what they are for, in the order of their names', () => {
  expect(putAwayText([group('b'), group('a'), group('bare', '')])).toBe(
    '<tools>\nDeferred tool namespaces:\n- a: Group a.\n- b: Group b.\n- bare\n</tools>',
  );
  expect(putAwayText([])).toBeNull();
});

test('a long line is cut, and a blank first one says nothing', () => {
  const cut = `${'x'.repeat(247)}...`;
  expect(putAwayText([group('a', 'x'.repeat(251))])).toContain(`- a: ${cut}\n`);
  expect(putAwayText([group('a', 'x'.repeat(250))])).not.toContain('...');
  expect(putAwayText([group('a', ' \nMore.')])).toContain('- a\n');
});

test('nothing is said of groups that the model knows, in whatever order they come', () => {
  const history = told(putAwayText([group('a'), group('b')]));
  expect(putAwayNews(history, [group('b'), group('a')])).toBeNull();
});

test('what is new and what is gone is told, and counts for what is told next', () => {
  const first = putAwayText([group('a'), group('b')]);
  const news = putAwayNews(told(first), [group('b'), group('c')]);
  expect(news).toBe(
    '<tools>\nAdded deferred tool namespaces:\n- c: Group c.\nRemoved deferred tool namespaces:\n- a: Group a.\n</tools>',
  );
  expect(putAwayNews(told(first, news), [group('b'), group('c')])).toBeNull();
  expect(putAwayNews(told(first, news), [group('a'), group('b'), group('c')])).toContain('Added');
  expect(putAwayNews(told(first, news), [])).toContain('Removed');
});

test('whoever was told of none is told as at first', () => {
  expect(putAwayNews(told('else'), [group('a')])).toContain('\nDeferred');
  expect(putAwayNews(told('else'), [])).toBeNull();
});
