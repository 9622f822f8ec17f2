// Why something about plug-ins or marketplaces cannot be done; the message is what clients read.

export class PluginFailure extends Error {
  /** Whether the cause lies with this machine; otherwise with what was asked for. */
  readonly isInternal: boolean;

  constructor(message: string, options: { readonly isInternal?: boolean; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'PluginFailure';
    this.isInternal = options.isInternal ?? false;
  }
}
