// What a command's proxy asks of those who started the command.

export interface HostRequest {
  readonly protocol: 'http' | 'https' | 'socks5Tcp';
  /** Normal. */
  readonly host: string;
  readonly port: number;
}

/** Why a request did not go out. */
export type StopReason = 'denied' | 'notAllowed' | 'notAllowedLocal' | 'methodNotAllowed';

export interface HostGate {
  /** Whether a host may be reached that is neither allowed nor denied. Never rejects. */
  ask(request: HostRequest): Promise<boolean>;
  /** A request was stopped; called before the command hears of it. */
  stopped(request: HostRequest, reason: StopReason): void;
}

export interface HostAmendment {
  readonly host: string;
  readonly protocol: HostRequest['protocol'];
  readonly action: 'allow' | 'deny';
}
