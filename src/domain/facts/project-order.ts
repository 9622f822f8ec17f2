// Orders of projects and the cursors of their pages. Pure.

import { DomainError } from '../errors.js';

export interface ProjectOrder {
  readonly key: 'position' | 'recencyAt';
  readonly direction: 'asc' | 'desc';
}

/** A project's place in an order. What has no rank comes last, whichever way the order goes. */
export interface ProjectPlace {
  readonly id: string;
  readonly rank: number | null;
}

const NUMBER = /^-?\d+$/;

/** Compares two places for sorting. */
export function isInOrder(order: ProjectOrder): (a: ProjectPlace, b: ProjectPlace) => number {
  const sign = order.direction === 'asc' ? 1 : -1;
  return (a, b) => {
    if (a.rank !== b.rank && (a.rank === null || b.rank === null)) return a.rank === null ? 1 : -1;
    return sign * ((a.rank ?? 0) - (b.rank ?? 0) || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  };
}

export function isBeyond(place: ProjectPlace, cursor: ProjectPlace, order: ProjectOrder): boolean {
  return isInOrder(order)(place, cursor) > 0;
}

/** The usual order has the short form it had before there were others. */
export function writeProjectCursor({ rank, id }: ProjectPlace, { key, direction }: ProjectOrder): string {
  const place = `${rank ?? 'null'}|${id}`;
  return key === 'position' && direction === 'asc' ? place : `v1|${key}|${direction}|${place}`;
}

/** @throws DomainError `projectCursorInvalid` when it is none, or one of another order */
export function placeOf(cursor: string, { key, direction }: ProjectOrder): ProjectPlace {
  const parts = cursor.split('|');
  const head = parts.splice(0, Math.max(parts.length - 2, 0)).join('|');
  const [rank = '', id = ''] = parts;
  const isShort = key === 'position' && direction === 'asc' && head === '';
  const isPlace = id !== '' && (NUMBER.test(rank) || (rank === 'null' && key === 'recencyAt'));
  if (!isPlace || !(isShort || head === `v1|${key}|${direction}`)) {
    throw new DomainError({ code: 'projectCursorInvalid' });
  }
  return { id, rank: rank === 'null' ? null : Number(rank) };
}
