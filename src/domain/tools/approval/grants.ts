// What people agreed to, for as long as a thread is loaded or for one of its turns.

import { joined, NO_PERMISSIONS, type Permissions } from '../../permissions.js';

/** The grants of one thread. */
export class Grants {
  readonly #commands = new Set<string>();
  readonly #files = new Set<string>();
  #permissions = NO_PERMISSIONS;
  readonly #ofTurns = new Map<string, Permissions>();

  grantCommand(command: GrantedCommand): void {
    this.#commands.add(keyOf(command));
  }

  hasCommand(command: GrantedCommand): boolean {
    return this.#commands.has(keyOf(command));
  }

  grantFiles(paths: readonly string[]): void {
    for (const path of paths) this.#files.add(path);
  }

  hasFiles(paths: readonly string[]): boolean {
    return paths.every((path) => this.#files.has(path));
  }

  /** Of commands and patches. @param turnId for that turn alone; null: for as long as the thread is loaded */
  grantPermissions(permissions: Permissions, turnId: string | null): void {
    if (turnId === null) this.#permissions = joined(this.#permissions, permissions);
    else this.#ofTurns.set(turnId, joined(this.#ofTurns.get(turnId) ?? NO_PERMISSIONS, permissions));
  }

  permissions(turnId: string): Permissions {
    const ofTurn = this.#ofTurns.get(turnId);
    return ofTurn === undefined ? this.#permissions : joined(this.#permissions, ofTurn);
  }

  turnEnded(turnId: string): void {
    this.#ofTurns.delete(turnId);
  }
}

export interface GrantedCommand {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Outside the sandbox. */
  readonly escalated: boolean;
  /** What it may do beyond its sandbox. */
  readonly permissions: Permissions;
}

function keyOf({ argv, cwd, escalated, permissions }: GrantedCommand): string {
  return JSON.stringify([argv, cwd, escalated, permissions]);
}
