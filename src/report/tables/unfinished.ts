import { UNFINISHED_CAUSES, type UnfinishedColumn } from '../../model/results.ts';
import { count, deployment, group, named } from '../columns.ts';
import { tableOf } from '../table.ts';

export const unfinishedTable = tableOf<UnfinishedColumn>({
  name: 'unfinished',
  meaning: 'Where the clients that are not compliant at the horizon stand.',
  rowIs: 'a deployment, client group and cause',
  source: (result) => result.unfinished,
  columns: [
    deployment('deployment'),
    group('group'),
    named(
      'cause',
      'cause',
      `The first that holds of ${UNFINISHED_CAUSES.map((cause) => `\`${cause}\``).join(', ')}.`,
      () => UNFINISHED_CAUSES,
    ),
    count('count', 'Clients.'),
  ],
});
