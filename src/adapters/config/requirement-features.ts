// The switches an administrator pins: `[features]` of requirements.toml, which beats what everybody else sets. Pure.

import type { ConfigVersion } from './config-schema.js';
import { switchesIn } from './switches.js';
import { switchNamed } from './thread-notices.js';
import { isTree, type Tree } from './tree.js';

/** By the names a version knows them by today. */
export type Pins = Readonly<Record<string, boolean>>;

const ALWAYS_THERE = 'availability no longer depends on this feature flag.';
const NO_SUCH_SHELL = 'the patched zsh backend has been removed.';

/** Switches that pin nothing any more, and why. */
const WITHOUT_EFFECT: Readonly<Record<string, string>> = {
  realtime_conversation: ALWAYS_THERE,
  worktrees: ALWAYS_THERE,
  shell_zsh_fork: NO_SUCH_SHELL,
  unified_exec_zsh_fork: NO_SUCH_SHELL,
};

function written(required: Tree): [name: string, isOn: boolean][] {
  const { features } = required;
  const entries = Object.entries(isTree(features) ? features : {}) as [string, boolean][]; // see tablesProblem
  return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}

function isWithoutEffect(name: string, version: ConfigVersion): boolean {
  return version !== '0.118.0' && Object.hasOwn(WITHOUT_EFFECT, name);
}

export function pinsIn(required: Tree, version: ConfigVersion): Pins {
  const counting = written(required).filter(([name]) => !isWithoutEffect(name, version));
  return Object.fromEntries(counting.map(([name, isOn]) => [switchNamed(name, version), isOn]));
}

/** The configuration with the pins in it; what a switch's table says besides stays. */
export function withPins(config: Tree, pins: Pins): Tree {
  if (Object.keys(pins).length === 0) return config;
  const own = isTree(config.features) ? config.features : {};
  const pinned = Object.entries(pins).map(([name, enabled]) => {
    const set = own[name];
    return [name, isTree(set) ? { ...set, enabled } : enabled];
  });
  return { ...config, features: { ...own, ...Object.fromEntries(pinned) } };
}

/** What is told of pins under other names than today's, and of those that pin nothing. */
export function pinNotes(
  { tree, file }: { readonly tree: Tree; readonly file: string },
  version: ConfigVersion,
  known: ReadonlySet<string> | undefined,
): string[] {
  return written(tree).flatMap(([name]) => {
    const now = switchNamed(name, version);
    if (now !== name) {
      return `Using legacy \`features\` requirement \`${name}\` from ${file}; prefer canonical feature key \`${now}\``;
    }
    if (isWithoutEffect(name, version)) {
      return `Ignoring removed \`features\` requirement \`${name}\` from ${file}; ${WITHOUT_EFFECT[name]}`;
    }
    if (known?.has(name) !== false) return [];
    return `Ignoring unknown \`features\` requirement \`${name}\` from ${file}`;
  });
}

/** The first switch, by name, that a configuration sets otherwise than it is pinned; null: there is none. */
export function brokenPin(
  config: Tree,
  pins: Pins,
  version: ConfigVersion,
): { readonly name: string; readonly isOn: boolean } | null {
  const set = Object.entries(switchesIn(config.features)).sort(([a], [b]) => (a < b ? -1 : 1));
  const found = set.find(([name, isOn]) => (pins[switchNamed(name, version)] ?? isOn) !== isOn);
  return found === undefined ? null : { name: found[0], isOn: found[1] };
}

/** How a broken pin is told. `known`: every switch, in the version's order. */
export function pinText(
  { name, isOn }: { readonly name: string; readonly isOn: boolean },
  { pins, file }: { readonly pins: Pins; readonly file: string },
  known: readonly string[],
): string {
  const allowed = known.filter((one) => Object.hasOwn(pins, one)).map((one) => `${one}=${pins[one]}`);
  return `invalid value for \`features\`: \`features.${name}=${isOn}\` is not in the allowed set [${allowed.join(', ')}] (set by ${file})`;
}
