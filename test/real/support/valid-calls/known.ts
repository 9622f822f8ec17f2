// What valid calls are answered otherwise, each with its heading in docs/quirks.md.

export const KNOWN_OF_CALLS: readonly { readonly quirk: string; readonly line: RegExp }[] = [
  {
    quirk: 'The model catalogue is described in our own words',
    line: / model\/list\.result\.data\[\d+\]\..*(?:description|message|migrationMarkdown|upgrade\w*): ours /i,
  },
  {
    quirk: 'Notices are in our own words',
    line: / experimentalFeature\/list\.result\.data\[\d+\]\.(?:description|announcement): ours /,
  },
  {
    quirk: 'No skills or apps come along',
    line: / skills\/list\.result\.data\[0\]\.skills: ours /,
  },
  {
    quirk: 'Plug-ins come from marketplaces of this machine',
    line: / plugin\/search\.result\.data\[\d+\]\.plugin\.enabled: ours true, real false$/,
  },
  {
    quirk: 'Diagnostics count what there is',
    line: / server\/diagnostics\.result\.(?:process\.|gauges)/,
  },
  {
    quirk: 'Cursors into a paginated history',
    line: / thread\/(?:turns\/list|items\/list|timeline\/list|searchOccurrences|resume)\.result\.(?:\w*[cC]ursor|data\[\d+\]\.(?:turnCursor|position|turn_id|\w+_\w+)): ours /,
  },
];
