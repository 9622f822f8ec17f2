// What any call may be answered otherwise, each with its heading in docs/quirks.md. What one method alone may differ in
// stands with the method.

interface KnownOfFuzz {
  readonly quirk: string;
  readonly line: RegExp;
}

const KNOWN: readonly KnownOfFuzz[] = [
  {
    quirk: 'The model catalogue is described in our own words',
    line: /^answer model\/list\.result\.data\[\d+\]\..*(?:description|message|migrationMarkdown|upgrade\w*): ours /i,
  },
  {
    quirk: 'Notices are in our own words',
    line: /^answer experimentalFeature\/list\.result\.data\[\d+\]\.(?:description|announcement): ours /,
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
    line: /^answer thread\/(?:resume|fork|read|rollback)\.result\.thread\.turns\[\d+\]\.items\[\d+\]\.id: ours .*, real "item-\d+"$/,
  },
];

export function isNamed(line: string): boolean {
  return KNOWN.some((known) => known.line.test(line));
}
