// Whether a plug-in is still what somebody trusted when they trusted its hooks: asked where hooks are listed, and again
// before each run.

import type { HookGuard } from '../../domain/hooks/hook.js';
import { messageOf } from '../../util/coded-error.js';
import { isFolder } from '../files/look.js';
import { contentHash } from './plugin-contents.js';

/** What lies in a plug-in's folder, or why nobody can tell. */
export type PluginContents =
  | {
      readonly type: 'read';
      readonly hash: string;
      /** `trusted`: the hash that was trusted; null: contents were not looked at when the hook was. */
      areTrusted(trusted: string | null): boolean;
    }
  | { readonly type: 'unreadable'; readonly problem: string };

const CHANGED = 'plugin contents changed; hook approval required';

export class PluginTrust {
  /** By the folder: what was seen first of plug-ins whose hooks are trusted, and whose contents nobody has judged. */
  readonly #seen = new Map<string, string>();

  async contents(root: string): Promise<PluginContents> {
    try {
      const hash = await contentHash(root);
      return { type: 'read', hash, areTrusted: (trusted) => this.#areTrusted(root, hash, trusted) };
    } catch (thrown) {
      return { type: 'unreadable', problem: messageOf(thrown) };
    }
  }

  /** Of a hook of the plug-in in a folder; `isOther`: the hook itself is not the one that was trusted. */
  guard(root: string, { isOther, trusted }: { isOther: boolean; trusted: string | null }): HookGuard {
    return {
      isGone: () => !isFolder(root),
      refusal: async () => {
        if (isOther) return CHANGED;
        const contents = await this.contents(root);
        if (contents.type === 'unreadable') return contents.problem;
        return contents.areTrusted(trusted) ? null : CHANGED;
      },
    };
  }

  #areTrusted(root: string, hash: string, trusted: string | null): boolean {
    if (trusted !== null) return trusted === hash;
    const seen = this.#seen.get(root) ?? hash;
    this.#seen.set(root, seen);
    return seen === hash;
  }
}
