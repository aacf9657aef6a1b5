import type { LinkColumn } from '../../model/results.ts';
import { count, intervalEnd, measure, named } from '../columns.ts';
import { type Column, tableOf } from '../table.ts';

const columns: readonly Column<LinkColumn>[] = [
  ...intervalEnd<LinkColumn>('t'),
  named('link', 'link', 'Name of the link.', (result) => result.linkNames),
  count('bytes', 'Bytes moved by the transfers that this link holds, being the narrowest on their path.'),
  count('bookedBytes', 'Bytes of transfers that a narrower link holds and that pass here too.'),
  measure('utilisation', 'Mean used share of the capacity, 0 to 1.'),
  measure('flowsMean', 'Mean number of transfers at once, weighted by time.'),
  count('flowsMax', 'Most transfers at once.'),
  count('started', 'Transfers that started.'),
  count('completed', 'Transfers that completed.'),
  count('aborted', 'Transfers that were broken off.'),
];

export const linksTable = tableOf<LinkColumn>({
  name: 'links',
  meaning: 'Load of every shared link over time.',
  rowIs: 'an interval and link',
  source: (result) => result.links,
  columns,
});

export const linkTotalsTable = tableOf<LinkColumn>({
  name: 'link-totals',
  meaning: 'The same over the whole measured span.',
  rowIs: 'a link',
  source: (result) => result.linkTotals,
  columns,
});
