import type { UpdatePointColumn } from '../../model/results.ts';
import { count, intervalEnd, named } from '../columns.ts';
import { tableOf } from '../table.ts';

export const softwareUpdatePointsTable = tableOf<UpdatePointColumn>({
  name: 'software-update-points',
  meaning: 'Which software update point clients stay with, who switched, and what each one knows.',
  rowIs: 'an interval and software update point',
  source: (result) => result.updatePoints,
  columns: [
    ...intervalEnd('t'),
    named('server', 'server', 'Name of the software update point.', (result) => result.serverNames),
    count(
      'clients',
      'Clients of the fleet that stay with it at the end: it last served them, or they were given it at first.',
    ),
    count(
      'came',
      'Clients that switched to it: it served them, another one had before; and those given it as they joined the fleet.',
    ),
    count('left', 'Clients that switched away from it, or left the fleet.'),
    count('metadataVersion', 'Version of the update metadata that it serves at the end.'),
    count('updates', 'Updates that this version holds.'),
  ],
});
