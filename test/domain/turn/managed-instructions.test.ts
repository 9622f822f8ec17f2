import { describe, expect, it } from 'vitest';
import { managedNews, managedText } from '../../../src/domain/turn/managed-instructions.js';
import { developerTextItem } from '../../../src/domain/turn/model-request.js';

/** What is told of each of these demands, one after the other, in one history. */
function toldOf(demands: readonly (string | null)[], before: readonly string[] = []): (string | null)[] {
  const history = before.map(developerTextItem);
  return demands.map((now) => {
    const news = managedNews(history, now);
    if (news !== null) history.push(developerTextItem(news));
    return news;
  });
}

describe("an administrator's instructions", () => {
  it('are told once', () => {
    expect(toldOf(['A', 'A'])).toEqual([managedText('A'), null]);
  });

  it('are told with what becomes of the former ones', () => {
    const [, other, same] = toldOf(['A', 'B', 'B']);
    expect(other).toMatch(/^<managed_developer_instructions>\n.+\n\nB\n<\/managed_developer_instructions>$/s);
    expect(same).toBeNull();
  });

  it('are taken back once', () => {
    const [, gone, still, again] = toldOf(['A', null, null, 'A']);
    expect(gone).not.toContain('A\n');
    expect(still).toBeNull();
    expect(again).toBe(managedText('A'));
  });

  it('are known from the log of a real server', () => {
    expect(toldOf(['B'], [managedText('These replace those.\n\nB')])).toEqual([null]);
  });

  it('are not taken back where there were none', () => {
    expect(toldOf([null])).toEqual([null]);
  });
});
