// Which hosts commands may reach through the proxy. Pure: a host and the limits in, a verdict out.

/** Rules on hosts. A pattern is a name or address, `*.name` for what lies below a name, `**.name` for both, or `*`. */
export interface NetworkLimits {
  readonly allowed: readonly string[];
  /** Wins over what is allowed. */
  readonly denied: readonly string[];
  /** Addresses of this machine and of private networks count like others; otherwise only those that are named. */
  readonly allowsLocal: boolean;
  /** `limited`: requests that read, and nothing that cannot be looked into. */
  readonly mode: 'full' | 'limited';
  readonly hasSocks: boolean;
  /** Requests go through the proxy that the server itself is told to use. */
  readonly usesUpstream: boolean;
  /** An administrator wants them: who is there may be asked about hosts that are not named. */
  readonly isManaged: boolean;
}

export interface HostRules {
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
}

export const NO_HOST_RULES: HostRules = { allowed: [], denied: [] };

export type HostVerdict = 'allowed' | 'denied' | 'notAllowed' | 'notAllowedLocal';

/** @param isLocal whether the host is an address, or the name, of this machine or of a private network */
export function hostVerdict(host: string, limits: NetworkLimits, isLocal: boolean): HostVerdict {
  if (limits.denied.some((pattern) => fits(host, pattern))) return 'denied';
  if (isLocal && !limits.allowsLocal) return isNamed(host, limits) ? 'allowed' : 'notAllowedLocal';
  return limits.allowed.some((pattern) => fits(host, pattern)) ? 'allowed' : 'notAllowed';
}

/** Whether the host is allowed by its own name, and not by a pattern that happens to fit. */
export function isNamed(host: string, { allowed }: HostRules): boolean {
  return allowed.some((pattern) => normalHost(pattern) === host);
}

/** A host as it is compared: in small letters, without brackets and final dots. */
export function normalHost(host: string): string {
  const bare = host.trim().toLowerCase();
  return (/^\[(.*)\]$/.exec(bare)?.[1] ?? bare).replace(/\.+$/, '');
}

/** @param host normal */
function fits(host: string, written: string): boolean {
  const pattern = written.trim();
  if (pattern.startsWith('**.')) {
    const name = normalHost(pattern.slice(3));
    return matches(host, name) || matches(host, `?*.${name}`);
  }
  if (pattern.startsWith('*.')) return matches(host, `?*.${normalHost(pattern.slice(2))}`);
  return matches(host, normalHost(pattern));
}

/** `*` stands for anything, `?` for one character. */
function matches(host: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${source}$`, 's').test(host);
}

/** Whether `mode` lets a request of this method through. */
export function allowsMethod(mode: NetworkLimits['mode'], method: string): boolean {
  return mode === 'full' || ['GET', 'HEAD', 'OPTIONS'].includes(method);
}

export function withHostRules(limits: NetworkLimits, { allowed, denied }: HostRules): NetworkLimits {
  const isDenied = (host: string): boolean => denied.includes(host);
  return {
    ...limits,
    allowed: [...limits.allowed, ...allowed.filter((host) => !isDenied(host))],
    denied: [...limits.denied, ...denied],
  };
}
