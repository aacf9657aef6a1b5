import type { CollectionColumn } from '../../model/results.ts';
import { count, intervalEnd, named } from '../columns.ts';
import { tableOf } from '../table.ts';

export const collectionsTable = tableOf<CollectionColumn>({
  name: 'collections',
  meaning:
    'How many members every collection has, as the sites have it: a client that has joined once it is registered, one that has left until it is deleted.',
  rowIs: 'an interval and collection',
  source: (result) => result.collections,
  columns: [
    ...intervalEnd('t'),
    named('collection', 'collection', 'Name of the collection.', ({ scenario }) => scenario.collections),
    count('members', 'Members at the end of the interval.'),
  ],
});
