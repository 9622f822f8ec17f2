import { describe, expect, it } from 'vitest';
import { choiceIn, isChosen, isSameChoice } from '../../../src/domain/plugins/plugin-choice.js';

const choice = { disabledPluginIds: ['a@m', 'nobody@x', 'a@m'] };

describe('a choice of plug-ins', () => {
  it('leaves out those it names, and nothing that comes from elsewhere', () => {
    expect(['a@m', 'b@m', 'a@other', null].map((key) => isChosen(key, choice))).toEqual([
      false,
      true,
      true,
      true,
    ]);
    expect(isChosen('a@m', {})).toBe(true);
  });

  it('is told from another, whatever else goes with it', () => {
    const settings = { ...choice, model: 'm' };
    expect(choiceIn(settings)).toEqual(choice);
    expect(isSameChoice(settings, choice)).toBe(true);
    expect(isSameChoice(choice, {})).toBe(false);
    expect(isSameChoice({}, { disabledPluginIds: undefined })).toBe(true);
  });
});
