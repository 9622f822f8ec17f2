// What a command may do beyond its sandbox policy, because somebody agreed to it. Pure.

export interface Permissions {
  readonly network: boolean;
  /** Absolute; files, or folders with all that lies in them. */
  readonly read: readonly string[];
  /** As `read`; what may be written may be read, too. */
  readonly write: readonly string[];
}

export const NO_PERMISSIONS: Permissions = { network: false, read: [], write: [] };

export function joined(a: Permissions, b: Permissions): Permissions {
  return {
    network: a.network || b.network,
    read: [...new Set([...a.read, ...b.read])],
    write: [...new Set([...a.write, ...b.write])],
  };
}

/** What of `offered` was asked for: the same paths, or, where `partsCount`, also what lies in them. */
export function common(asked: Permissions, offered: Permissions, partsCount: boolean): Permissions {
  const isIn = (path: string, folders: readonly string[]): boolean =>
    folders.some((folder) => path === folder || (partsCount && isBelow(path, folder)));
  return {
    network: asked.network && offered.network,
    read: offered.read.filter((path) =>
      isIn(path, partsCount ? [...asked.read, ...asked.write] : asked.read),
    ),
    write: offered.write.filter((path) => isIn(path, asked.write)),
  };
}

/** Whether all of `wanted` is in what somebody agreed to already. */
export function covers(granted: Permissions, wanted: Permissions): boolean {
  const { network, read, write } = common(granted, wanted, true);
  return (
    network === wanted.network && read.length === wanted.read.length && write.length === wanted.write.length
  );
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}
