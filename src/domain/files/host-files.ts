// Port: the files of this machine, as clients may use them directly. Paths are absolute. No sandbox stands between.

export interface DirectoryEntry {
  readonly fileName: string;
  readonly isDirectory: boolean;
  readonly isFile: boolean;
}

/** A path that is watched until `close`. */
export interface FileWatch {
  close(): void;
}

/** Every method throws DomainError `fileSystem` with what the operating system says. */
export interface HostFiles {
  /** @throws DomainError `notAFile` too */
  readFile(path: string): Promise<Uint8Array>;
  /** The folder must be there. */
  writeFile(path: string, data: Uint8Array): Promise<void>;
  createDirectory(path: string, options: { readonly recursive: boolean }): Promise<void>;
  /** Follows links, except for `isSymlink`. Times are unix milliseconds, 0 when unknown. */
  getMetadata(path: string): Promise<{
    readonly isDirectory: boolean;
    readonly isFile: boolean;
    readonly isSymlink: boolean;
    readonly createdAtMs: number;
    readonly modifiedAtMs: number;
  }>;
  /** Entries that lead nowhere are left out. In no particular order. */
  readDirectory(path: string): Promise<DirectoryEntry[]>;
  /** `force`: nothing there is no failure. */
  remove(path: string, options: { readonly recursive: boolean; readonly force: boolean }): Promise<void>;
  /**
   * Links stay links. Inside a folder, what is no file, folder or link is left out.
   * @throws DomainError `copyNeedsRecursive` | `copyIntoItself` | `copyOfSpecialFile` too
   */
  copy(source: string, destination: string, options: { readonly recursive: boolean }): Promise<void>;
  /**
   * Tells changed paths, sorted, a moment after the first change: `path` itself, and what lies directly in it when it
   * is a folder. It need not be there yet, and may come and go.
   */
  watch(path: string, onChange: (changedPaths: readonly string[]) => void): Promise<FileWatch>;
}
