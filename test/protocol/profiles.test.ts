import { describe, expect, it } from 'vitest';
import { isProfileName, loadProfile, profileNames, skeleton } from '../../src/protocol/index.js';

describe('the profiles of this build', () => {
  it('are named newest first, and the newest is the default', () => {
    expect(profileNames).toEqual(['0.169.0', '0.118.0']);
    expect(loadProfile().name).toBe('0.169.0');
    expect(loadProfile().isNewest).toBe(true);
    expect(loadProfile('0.118.0').isNewest).toBe(false);
  });

  it('are the same object for the same name', () => {
    expect(loadProfile('0.118.0')).toBe(loadProfile('0.118.0'));
  });

  it('are refused by a version nobody pinned, naming those that are', () => {
    expect(() => loadProfile('0.42.0')).toThrow(
      'There is no profile 0.42.0; this build knows 0.169.0 and 0.118.0.',
    );
    expect(isProfileName('toString')).toBe(false);
  });

  it('know methods of their own version only', () => {
    expect(loadProfile('0.118.0').methodInfo('thread/delete')).toBeUndefined();
    expect(loadProfile('0.169.0').methodInfo('thread/delete')).toMatchObject({
      params: 'ThreadDeleteParams',
    });
    expect(loadProfile().methodInfo('constructor')).toBeUndefined();
  });

  it('load validators and definitions once', async () => {
    const profile = loadProfile('0.118.0');
    expect(profile.validators('notifications')).toBe(profile.validators('notifications'));
    expect(profile.definitions()).toBe(profile.definitions());
    await profile.definitions();
  });
});

describe('the skeleton of params', () => {
  it.each(profileNames)('fits every method of %s', async (version) => {
    const profile = loadProfile(version);
    const isValid = await profile.validators('clientParams');
    const unfit: string[] = [];
    for (const method of profile.clientMethods) {
      if (!isValid[method]?.(await skeleton(profile, method))) unfit.push(method);
    }
    expect(unfit).toEqual([]);
  });

  it('holds the required members and no other', async () => {
    expect(await skeleton(loadProfile(), 'turn/start')).toEqual({ threadId: '', input: [] });
    expect(await skeleton(loadProfile(), 'account/logout')).toBeUndefined();
    expect(await skeleton(loadProfile(), 'no/such/method')).toBeUndefined();
  });
});
