import { describe, expect, it } from 'vitest';
import type { ModelItem } from '../../../src/domain/records.js';
import { projectNews, projectText } from '../../../src/domain/turn/project-instructions.js';

const rules = (text: string, folder: string | null = '/work') => ({ text, folder, sources: [] });
const said = (...texts: (string | null)[]): ModelItem[] =>
  texts.map((text) => ({
    type: 'message',
    role: 'user',
    content: [
      { type: 'input_text', text },
      { type: 'input_text', text: 'more' },
    ],
  }));

describe('what AGENTS.md files say', () => {
  it('is told once', () => {
    expect(projectNews([], rules('a'))).toBe(projectText(rules('a')));
    expect(projectNews(said(projectText(rules('a')), 'hello'), rules('a'))).toBeNull();
    expect(projectNews(said('hello'), null)).toBeNull();
  });

  it.each([
    ['in other words', rules('b')],
    ['of another folder', rules('a', '/work/below')],
    ['by the user alone', rules('a', null)],
  ])('is told instead of what counted before: %s', (_, now) => {
    const news = projectNews(said(projectText(rules('a'))), now);
    expect(news).not.toBe(projectText(now));
    expect(news).toContain(now.text);
    expect(projectNews(said(projectText(rules('a')), news), now)).toBeNull();
  });

  it('is taken back once, and told like anew after that', () => {
    const first = projectText(rules('a'));
    const news = projectNews(said(first), null);
    expect(news).not.toBeNull();
    expect(projectNews(said(first, news), null)).toBeNull();
    expect(projectNews(said(first, news), rules('a'))).toBe(first);
  });
});
