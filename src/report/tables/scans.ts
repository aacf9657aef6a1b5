import { SCAN_KINDS, SCAN_OUTCOMES, SCAN_TRIGGERS, type ScanColumn } from '../../model/results.ts';
import { count, intervalEnd, named } from '../columns.ts';
import { tableOf } from '../table.ts';

export const scansTable = tableOf<ScanColumn>({
  name: 'scans',
  meaning:
    'Scans by what started them, how they searched and how they ended. Intervals without any are left out.',
  rowIs: 'an interval, trigger, kind and outcome',
  source: (result) => result.scans,
  columns: [
    ...intervalEnd('t'),
    named('trigger', 'trigger', `What started the scan: ${list(SCAN_TRIGGERS)}.`, () => SCAN_TRIGGERS),
    named(
      'kind',
      'kind',
      '`offline`: with the metadata that the client holds; `delta` and `full`: at WSUS.',
      () => SCAN_KINDS,
    ),
    named(
      'outcome',
      'outcome',
      `What is counted: ${list(SCAN_OUTCOMES)}. \`refused\`: the queue was full or the server down. \`unreachable\`: a link to the server was down, or the server failed with the scan at it. \`timedOut\`: no answer in time. \`notLocated\`: the client’s server lacks the metadata that its policy requires.`,
      () => SCAN_OUTCOMES,
    ),
    count('count', 'Scans.'),
  ],
});

function list(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}
