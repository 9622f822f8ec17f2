// What any call may be answered otherwise, each with its heading in docs/quirks.md. What one method alone may differ in
// stands with the method.

interface KnownOfFuzz {
  readonly quirk: string;
  readonly line: RegExp;
  /** What follows from it differs too: one refuses, the other does it. */
  readonly isWhole?: true;
}

const KNOWN: readonly KnownOfFuzz[] = [
  {
    quirk: 'The model catalogue is described in our own words',
    line: /^answer model\/list\.result\.data\[\d+\]\..*(?:description|message|migrationMarkdown|upgrade\w*): ours /i,
  },
  {
    quirk: 'Notices are in our own words',
    line: /^(?:answer experimentalFeature\/list\.result\.data\[\d+\]\.(?:description|announcement)|deprecationNotice\.params\.summary): ours /,
  },
  {
    quirk: 'Diagnostics count what there is',
    line: /^answer server\/diagnostics\.result\.(?:process\.|gauges)/,
  },
  {
    quirk: 'Cursors into a paginated history',
    line: /^answer thread\/(?:turns\/list|items\/list|timeline\/list|searchOccurrences|resume|fork|start)\.result\.(?:(?:initialTurnsPage\.)?\w*[cC]ursor|data\[\d+\]\.(?:turnCursor|position|turn_id|\w+_\w+)): ours /,
  },
  {
    quirk: 'Item ids stay the same after a reload',
    line: /^(?:answer thread\/(?:resume|fork|read|rollback)\.result|thread\/started\.params)\.thread\.turns\[\d+\]\.items\[\d+\]\.id: ours .*, real "item-\d+"$/,
  },
  {
    quirk: 'History keeps what happened',
    line: /^answer thread\/(?:resume|fork|read|rollback)\.result\.thread\.turns\[\d+\]\.items: ours \[\{.*"type":"commandExecution".*, real \[\]$/,
  },
  {
    quirk: 'Item ids stay the same after a reload',
    line: /^answer thread\/(?:turns|items)\/list\.result\.data\[\d+\]\.(?:item|items\[\d+\])\.id: ours "<item\.running>"/,
  },
  {
    quirk: 'Lists tell where threads come from',
    line: /^answer thread\/(?:list|search)\.result\.data\[\d+\]\.(?:thread\.)?forkedFromId: ours "/,
  },
  {
    quirk: 'A thread may be deleted that others were forked from',
    line: /^answer thread\/delete\.error(?:\.message)?: ours .*, real .*forked history still references it"/,
    isWhole: true,
  },
  {
    quirk: 'A refused revert leaves its thread loaded',
    line: /^thread\/status\/changed notLoaded: only the real one says .*thread\.fresh/,
  },
  {
    quirk: 'What the real servers do in some runs only',
    line: /^thread\/status\/changed notLoaded: only the real one says /,
  },
  {
    quirk: 'A review is one turn, in our own words',
    line: /^item\/(?:started|completed) userMessage\.params\.item\.content\[0\]\.text: ours "Review /,
  },
  {
    quirk: 'Ephemeral forks need no excludeTurns',
    line: /^answer thread\/fork\.error(?:\.message)?: ours .*, real .*ephemeral paginated thread\/fork requires `excludeTurns: true`/,
    isWhole: true,
  },
  {
    quirk: 'A loaded thread can be joined at any moment',
    line: /^answer thread\/resume\.error: ours absent, real \{"code":-32600,"message":"no rollout found for thread id /,
    isWhole: true,
  },
  {
    quirk: 'The reviewer of approvals keeps to itself',
    line: /^answer thread\/approveGuardianDeniedAction\.error\.message: ours ".*invalid type: sequence, expected struct GuardianAssessmentEvent"/,
  },
  {
    quirk: 'A missing program is missing in a sandbox too',
    line: /^answer command\/exec\.error: ours \{"code":-32603,"message":"failed to spawn command: .*, real absent$/,
    isWhole: true,
  },
  {
    quirk: 'A missing program is missing in a sandbox too',
    line: /^answer (?:command\/exec|process\/spawn)\.error\.message: ours ".* \(os error \d+\)", real ".*: Unable to spawn /,
  },
  {
    quirk: 'Watches see what the real ones miss',
    line: /^answer fs\/readDirectory\.error: ours absent, real \{"code":-32603,"message":"No such file or directory \(os error 2\)"\}$/,
    isWhole: true,
  },
  {
    quirk: 'Plug-ins come from marketplaces of this machine',
    line: /^answer plugin\/install\.error\.message: ours "invalid marketplace file `.*`: the file is /,
  },
];

/** What of one call's differences has no name. */
export function unnamed(lines: readonly string[]): string[] {
  const isKnown = (line: string, known: KnownOfFuzz): boolean => known.line.test(line);
  if (KNOWN.some((known) => known.isWhole && lines.some((line) => isKnown(line, known)))) return [];
  return lines.filter((line) => !KNOWN.some((known) => isKnown(line, known)));
}
