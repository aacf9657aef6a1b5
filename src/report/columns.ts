import type { RunResult } from '../model/results.ts';
import type { Column } from './table.ts';
import { formatExactInstant, formatInstant } from './time.ts';

/*
 * The few ways in which a column of a table reads the numbers of a run.
 */

/** Shown where a row speaks of all groups or servers together. */
export const ALL = '(all)';

/** Shown where an index points at nothing that has a name: a fault of the model that a table should not hide. */
const UNKNOWN = '(unknown)';

/** The numbers say −1 for what never happened or is not kept. */
const NEVER = -1;

/** The first two columns of every table over time: the end of the row's interval. */
export function intervalEnd<Name extends string>(column: Name): Column<Name>[] {
  return pair(column, 'time', 'elapsedSeconds', 'End of the interval', formatInstant);
}

/** The first two columns of a table of events: when it happened. */
export function eventTime<Name extends string>(column: Name, meaning = 'When it happened'): Column<Name>[] {
  return pair(column, 'time', 'elapsedSeconds', meaning, formatExactInstant);
}

/** An instant as UTC and as seconds since the start; both empty if it never came. */
export function instant<Name extends string>(name: string, column: Name, meaning: string): Column<Name>[] {
  return pair(column, `${name}Time`, `${name}ElapsedSeconds`, meaning, formatExactInstant);
}

function pair<Name extends string>(
  column: Name,
  timeName: string,
  elapsedName: string,
  meaning: string,
  format: typeof formatInstant,
): Column<Name>[] {
  let lastMs = Number.NaN;
  let lastStart = Number.NaN;
  let lastText = '';
  return [
    {
      name: timeName,
      type: 'timestamp',
      meaning: `${meaning}, UTC.`,
      read: ({ get, result }) => {
        const timeMs = get(column);
        if (timeMs === NEVER) return null;
        const start = result.scenario.startEpochMs;
        if (timeMs !== lastMs || start !== lastStart) {
          lastMs = timeMs;
          lastStart = start;
          lastText = format(start, timeMs);
        }
        return lastText;
      },
    },
    {
      name: elapsedName,
      type: 'number',
      meaning: 'The same as seconds since the start of the simulation.',
      read: ({ get }) => (get(column) === NEVER ? null : get(column) / 1000),
    },
  ];
}

/** A whole number: clients, messages, bytes. */
export function count<Name extends string>(
  column: Name,
  meaning: string,
  name: string = column,
): Column<Name> {
  return { name, type: 'integer', meaning, read: ({ get }) => get(column) };
}

/** A whole number where there is one, for example because the site of the row keeps it; empty elsewhere. */
export function countIfKept<Name extends string>(column: Name, meaning: string): Column<Name> {
  const read: Column<Name>['read'] = ({ get }) => (get(column) === NEVER ? null : get(column));
  return { name: column, type: 'integer', meaning, read };
}

/** Any number without a unit: a share, a mean of a level. Empty when there is nothing to measure. */
export function measure<Name extends string>(column: Name, meaning: string): Column<Name> {
  return { name: column, type: 'number', meaning, read: ({ get }) => get(column) };
}

/** A length of time that the run measured in milliseconds; empty if there was none. */
export function seconds<Name extends string>(name: string, column: Name, meaning: string): Column<Name> {
  return {
    name,
    type: 'number',
    meaning,
    read: ({ get }) => (get(column) === NEVER ? null : get(column) / 1000),
  };
}

/** A name in place of an index. */
export function named<Name extends string>(
  name: string,
  column: Name,
  meaning: string,
  names: (result: RunResult) => readonly (string | { readonly name: string })[],
): Column<Name> {
  return {
    name,
    type: 'text',
    meaning,
    read: ({ get, result }) => {
      const index = get(column);
      if (index === -1) return ALL;
      const entry = names(result)[index];
      if (entry === undefined) return UNKNOWN;
      return typeof entry === 'string' ? entry : entry.name;
    },
  };
}

/** An update by its article, and the product that tells it from others of the same article. */
export function update<Name extends string>(column: Name): Column<Name>[] {
  const updateAt = (result: RunResult, index: number) => result.scenario.catalog.updates[index];
  return [
    {
      name: 'update',
      type: 'text',
      meaning: 'Article of the update.',
      read: ({ get, result }) => updateAt(result, get(column))?.kb ?? UNKNOWN,
    },
    {
      name: 'product',
      type: 'text',
      meaning: 'Product that the update is for; one article can cover several.',
      read: ({ get, result }) => {
        const found = updateAt(result, get(column));
        return found === undefined ? null : (result.scenario.catalog.products[found.product] ?? null);
      },
    },
  ];
}

export function remoteAppCollection<Name extends string>(column: Name & 'remoteAppCollection'): Column<Name> {
  return named('remoteAppCollection', column, 'RemoteApp collection.', ({ scenario }) => {
    return scenario.remoteAppCollections;
  });
}

export function deployment<Name extends string>(column: Name & 'deployment'): Column<Name> {
  return named('deployment', column, 'Name of the deployment.', ({ scenario }) => scenario.deployments);
}

export function group<Name extends string>(column: Name & 'group'): Column<Name> {
  return named('group', column, 'Client group.', ({ scenario }) => scenario.groups);
}

/** Where a table has rows over all groups as well. */
export function groupOrAll<Name extends string>(column: Name & 'group'): Column<Name> {
  return named('group', column, `Client group; \`${ALL}\`: all together.`, ({ scenario }) => scenario.groups);
}

/** The site that a row belongs to. */
export function site<Name extends string>(column: Name & 'site'): Column<Name> {
  return named('site', column, 'Site.', ({ scenario }) => scenario.sites);
}
