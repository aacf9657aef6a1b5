import type { Section } from '../blocks.ts';
import type { RunSource } from '../source.ts';

/** How to make the same run again, and how to see that it is the same. */
export function reproduceSection(source: RunSource): Section {
  const { scenario, version, timeZoneData, replication, fingerprint, eventCount, resolvedYaml } = source;
  const again = replication === 0 ? '' : ` --replication ${replication}`;
  return {
    id: 'reproduce',
    title: 'The same run again',
    blocks: [
      {
        kind: 'text',
        text: 'From the folder of these results, on any machine with this version of fleetsim. Its fingerprint has to be the one below; fleetsim verify compares all files.',
      },
      { kind: 'code', text: `fleetsim run scenario.resolved.yaml${again} --out again\nfleetsim verify .` },
      {
        kind: 'table',
        caption: 'What makes this run',
        table: {
          head: ['', ''],
          rows: [
            ['fingerprint', fingerprint],
            ['events', String(eventCount)],
            ['seed', scenario.seed],
            ['replication', String(replication)],
            ['fleetsim', version],
            ['time-zone data', timeZoneData],
            ['updates from', scenario.catalog.origin],
          ],
          figures: [],
          more: 'manifest.json',
        },
      },
      { kind: 'code', summary: 'The scenario in full', text: resolvedYaml },
    ],
  };
}
