// The environments clients have added, by their ids.

import { randomUUID } from 'node:crypto';
import type {
  EnvironmentNews,
  Environments,
  PlacedConfiguration,
  ServerPlace,
  Workplace,
} from '../../domain/environments/environment-ports.js';
import { ToolRefusal } from '../../domain/tools/tool.js';
import type { Clock } from '../../util/clock.js';
import { Executor, type ExecutorInfo } from './executor.js';
import type { Dial } from './executor-line.js';
import { RemoteFiles } from './remote-files.js';
import { remoteRunner } from './remote-runner.js';
import { placedConfiguration, serverPlace } from './remote-servers.js';

export { type Dial, type ExecutorLine, ExecutorRefusal } from './executor-line.js';

export class Executors implements Environments {
  readonly #clock: Clock;
  readonly #byId = new Map<string, Executor>();
  /** Those that others took the place of: what runs there goes on. */
  readonly #replaced: Executor[] = [];
  readonly #listeners: ((news: EnvironmentNews) => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes the place of one of the same id. */
  add(environmentId: string, dial: Dial): void {
    const before = this.#byId.get(environmentId);
    if (before !== undefined) this.#replaced.push(before);
    const executor: Executor = new Executor({
      dial,
      clock: this.#clock,
      onChange: (isConnected) => {
        if (this.#byId.get(environmentId) !== executor) return;
        for (const listener of this.#listeners) listener({ environmentId, isConnected });
      },
    });
    this.#byId.set(environmentId, executor);
  }

  get(environmentId: string): Executor | undefined {
    return this.#byId.get(environmentId);
  }

  added(): readonly string[] {
    return [...this.#byId.keys()];
  }

  onChange(listener: (news: EnvironmentNews) => void): void {
    this.#listeners.push(listener);
  }

  async find(environmentId: string): Promise<{ readonly shell: string } | { readonly problem: string }> {
    const executor = this.#byId.get(environmentId);
    await executor?.found();
    const info = executor?.info;
    if (info) return { shell: info.shell.name };
    const status = executor?.status;
    return { problem: status !== undefined && 'problem' in status ? status.problem : 'unknown' };
  }

  async instructions({ environmentId, cwd }: Parameters<Environments['instructions']>[0]) {
    return (await this.files(environmentId))?.instructions(cwd) ?? null;
  }

  async files(environmentId: string): Promise<RemoteFiles | null> {
    const executor = this.#byId.get(environmentId);
    await executor?.found();
    return executor?.status.status === 'ready' ? new RemoteFiles(executor) : null;
  }

  servers(environmentId: string): ServerPlace | null {
    const executor = this.#byId.get(environmentId);
    return executor === undefined ? null : serverPlace(executor, randomUUID);
  }

  async configuration({
    environmentId,
    cwd,
  }: Parameters<Environments['configuration']>[0]): Promise<PlacedConfiguration | null> {
    const executor = this.#byId.get(environmentId);
    return executor === undefined ? null : placedConfiguration(executor, cwd);
  }

  workplace(call: Parameters<Environments['workplace']>[0]): Workplace | null {
    const { environmentId } = call.chosen;
    const executor = this.#byId.get(environmentId);
    const info = executor?.info ?? null;
    if (executor === undefined || info === null) return null;
    const files = new RemoteFiles(executor);
    return {
      runner: remoteRunner(executor, call, randomUUID),
      files,
      images: files.images,
      machine: { shellPath: info.shell.path, shellNamed: (named) => shellNamed(named, environmentId, info) },
      // The executor adds its own.
      env: {},
      repositoryRoot: (path) => files.repositoryRoot(path),
    };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#replaced, ...this.#byId.values()].map((executor) => executor.close()));
  }
}

/** @throws ToolRefusal for any other shell than the executor's own */
function shellNamed(named: string, environmentId: string, { shell }: ExecutorInfo): string {
  if (named === shell.path || named === shell.name || named.endsWith(`/${shell.name}`)) return shell.path;
  throw new ToolRefusal(`environment \`${environmentId}\` only supports \`${shell.name}\``);
}
