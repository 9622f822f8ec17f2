// The environments clients have named besides this machine. They are remembered, and told of as not reachable: commands
// run on this machine alone.

const LOCAL = 'local';

export class Environments {
  /** Addresses by id. */
  readonly #added = new Map<string, string>();

  /** What is wrong with adding it; null when it is added. One of the same id is replaced. */
  add(environmentId: string, execServerUrl: string): string | null {
    if (environmentId === '') return 'exec-server protocol error: environment id cannot be empty';
    if (environmentId === LOCAL) {
      return `exec-server protocol error: environment id \`${LOCAL}\` is reserved for EnvironmentManager`;
    }
    this.#added.set(environmentId, execServerUrl);
    return null;
  }

  stateOf(environmentId: string): 'ready' | 'disconnected' | 'unknown' {
    if (environmentId === LOCAL) return 'ready';
    return this.#added.has(environmentId) ? 'disconnected' : 'unknown';
  }

  /** Why an environment that was added is not connected. */
  reasonOf(environmentId: string): string {
    const url = this.#added.get(environmentId) ?? '';
    return `exec-server connection attempt failed: \`${url}\` is not asked, because this server runs commands on its own machine only`;
  }
}
