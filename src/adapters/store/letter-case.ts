// Rollout files spell members and words in snake_case, the protocol in camelCase. These turn one into the other.

import { isJson, type Json } from './rollout-line.js';

export function snakeWord(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

export function camelWord(word: string): string {
  return word.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Members renamed at every depth; values stay. */
export function snakeMembers(value: Json): Json {
  return renamed(value, snakeWord) as Json; // an object stays an object
}

/** Members renamed at every depth; values stay. */
export function camelMembers(value: Json): Json {
  return renamed(value, camelWord) as Json; // an object stays an object
}

/** A tagged word, alone or as the only member of an object: `other`, `{httpConnectionFailed: {…}}`. */
export function snakeTag(tag: unknown): unknown {
  return typeof tag === 'string' ? snakeWord(tag) : renamed(tag, snakeWord);
}

export function camelTag(tag: unknown): unknown {
  return typeof tag === 'string' ? camelWord(tag) : renamed(tag, camelWord);
}

function renamed(value: unknown, rename: (word: string) => string): unknown {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, rename));
  if (!isJson(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [rename(key), renamed(inner, rename)]),
  );
}
