import type { EnforcementColumn } from '../../model/results.ts';
import type { Scenario } from '../../model/scenario.ts';
import { TOPICS } from '../../model/topics.ts';
import { count, intervalEnd, named } from '../columns.ts';
import { type Column, tableOf } from '../table.ts';

export const enforcementTable = tableOf<EnforcementColumn>({
  name: 'enforcement',
  meaning:
    'How clients carry deployments out, and how their scans end, by the last state message of each that the database of their site has stored.',
  rowIs: 'an interval, site, topic, deployment or update, and state, unless no client is in it',
  source: (result) => result.enforcement,
  columns: [
    ...intervalEnd('t'),
    named('site', 'site', 'Primary site of the clients.', ({ scenario }) => scenario.sites),
    {
      name: 'topic',
      type: 'integer',
      meaning: `Topic of the messages by its documented id: ${TOPICS.filter(({ id }) => id !== 500)
        .map(({ id, name }) => `${id} ${name}`)
        .join(', ')}.`,
      read: ({ get }) => TOPICS[get('topic')]!.id,
    },
    nameOr(
      'deployment',
      'Name of the deployment; empty for updates and scans.',
      ({ deployments }, index) => deployments[index]!.name,
    ),
    nameOr(
      'update',
      'Article of the update; empty for deployments and scans.',
      ({ catalog }, index) => catalog.updates[index]!.kb,
    ),
    nameOr(
      'update',
      'Product that the update is for; one article can cover several.',
      ({ catalog }, index) => catalog.products[catalog.updates[index]!.product]!,
      'product',
    ),
    count('state', 'The state in the topic by its documented id.'),
    {
      name: 'stateName',
      type: 'text',
      meaning: 'The documented name of the state.',
      read: ({ get }) => TOPICS[get('topic')]!.states[get('state')]!,
    },
    count('clients', 'Clients of which this is the last stored state.'),
  ],
});

/** The name behind an index, or nothing where the row speaks of something else. */
function nameOr(
  column: 'deployment' | 'update',
  meaning: string,
  nameOf: (scenario: Scenario, index: number) => string,
  name: string = column,
): Column<EnforcementColumn> {
  return {
    name,
    type: 'text',
    meaning,
    read: ({ get, result }) => (get(column) < 0 ? null : nameOf(result.scenario, get(column))),
  };
}
