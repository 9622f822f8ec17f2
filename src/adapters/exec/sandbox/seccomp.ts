// A filter of system calls for commands without network: what a network of one's own does not cut off are the unix
// sockets that lie on the disk, and other processes' memory. Pure.

/** Numbers of system calls and of the audit architecture, from the kernel's tables. */
interface Machine {
  readonly audit: number;
  readonly denied: readonly number[];
  /** Denied where there is no network at all. */
  readonly connecting: readonly number[];
  readonly socket: number;
  readonly socketpair: number;
  readonly sendto: number;
}

const IO_URING = [425, 426, 427];

const MACHINES: Readonly<Record<string, Machine>> = {
  // ptrace, process_vm_readv, process_vm_writev; connect, accept, bind, listen, accept4, sendmmsg
  x64: {
    audit: 0xc000003e,
    denied: [101, 310, 311, ...IO_URING],
    connecting: [42, 43, 49, 50, 288, 307],
    socket: 41,
    socketpair: 53,
    sendto: 44,
  },
  arm64: {
    audit: 0xc00000b7,
    denied: [117, 270, 271, ...IO_URING],
    connecting: [203, 202, 200, 201, 242, 269],
    socket: 198,
    socketpair: 199,
    sendto: 206,
  },
};

const LOAD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const AND = 0x54;
const RETURN = 0x06;

const ALLOW = 0x7fff0000;
/** EPERM. */
const REFUSE = 0x00050001;
const KILL = 0x80000000;

const AF_UNIX = 1;
const AF_INET = 2;
const AF_INET6 = 10;
const SOCK_DGRAM = 2;
/** Numbers of the x32 ABI lie above this. */
const X32 = 0x40000000;

const NUMBER = 0;
const ARCHITECTURE = 4;
const argument = (at: number): number => 16 + 8 * at;

type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, value: number];

/** `closed`: nothing outside can be reached; `internet`: what is in the command's own network can. */
export type FilterKind = 'closed' | 'internet';

/** @returns the program as the kernel reads it; null for a machine whose numbers are not known here */
export function socketFilter(architecture: string, kind: FilterKind = 'closed'): Uint8Array | null {
  const machine = MACHINES[architecture];
  return machine === undefined ? null : encode(program(machine, kind));
}

function program(
  { audit, denied, connecting, socket, socketpair, sendto }: Machine,
  kind: FilterKind,
): Instruction[] {
  const refuse: Instruction = [RETURN, 0, 0, REFUSE];
  const allow: Instruction = [RETURN, 0, 0, ALLOW];
  /** Runs `body`, which ends in an answer, for one call. */
  const when = (call: number, body: Instruction[]): Instruction[] => [
    [JUMP_IF_EQUAL, 0, body.length, call],
    ...body,
  ];
  // Only unix sockets, and none that can send to a path without connecting.
  const onlyStreams: Instruction[] = [
    [LOAD, 0, 0, argument(0)],
    [JUMP_IF_EQUAL, 1, 0, AF_UNIX],
    refuse,
    [LOAD, 0, 0, argument(1)],
    [AND, 0, 0, 0xf],
    [JUMP_IF_EQUAL, 0, 1, SOCK_DGRAM],
    refuse,
    allow,
  ];
  const onlyInternet: Instruction[] = [
    [LOAD, 0, 0, argument(0)],
    [JUMP_IF_EQUAL, 2, 0, AF_INET],
    [JUMP_IF_EQUAL, 1, 0, AF_INET6],
    refuse,
    allow,
  ];
  // `send` is `sendto` to nobody in particular.
  const onlyConnected: Instruction[] = [
    [LOAD, 0, 0, argument(4)],
    [JUMP_IF_EQUAL, 0, 2, 0],
    [LOAD, 0, 0, argument(4) + 4],
    [JUMP_IF_EQUAL, 1, 0, 0],
    refuse,
    allow,
  ];
  const sockets =
    kind === 'internet'
      ? when(socket, onlyInternet)
      : [
          ...connecting.flatMap((call) => when(call, [refuse])),
          ...when(socket, onlyStreams),
          ...when(sendto, onlyConnected),
        ];
  return [
    [LOAD, 0, 0, ARCHITECTURE],
    [JUMP_IF_EQUAL, 1, 0, audit],
    [RETURN, 0, 0, KILL],
    [LOAD, 0, 0, NUMBER],
    [JUMP_IF_AT_LEAST, 0, 1, X32],
    refuse,
    ...denied.flatMap((call) => when(call, [refuse])),
    ...when(socketpair, onlyStreams),
    ...sockets,
    allow,
  ];
}

function encode(instructions: readonly Instruction[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(instructions.length * 8));
  for (const [at, [code, jumpTrue, jumpFalse, value]] of instructions.entries()) {
    bytes.setUint16(at * 8, code, true);
    bytes.setUint8(at * 8 + 2, jumpTrue);
    bytes.setUint8(at * 8 + 3, jumpFalse);
    bytes.setUint32(at * 8 + 4, value, true);
  }
  return new Uint8Array(bytes.buffer);
}
