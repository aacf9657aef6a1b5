import { fsum, max } from 'd3-array';
import { type RunResult, SERVER_ROLES, type ServerRoleName } from '../../model/results.ts';
import type { MetricFamily } from './family.ts';
import { SERVER_METRICS } from './servers.ts';

/*
 * Figures of all servers of a role together: what a question is about that does not care which of them it is, and what
 * scenarios with different servers can be compared by.
 */
export const ROLE_METRICS: readonly MetricFamily[] = [
  largest('utilisation', '1', 'Busy share of the busiest server of the role.'),
  largest(
    'utilisationMax',
    '1',
    'Largest utilisation of any interval at any server of the role: how busy the busiest one was in its busiest hour.',
  ),
  largest(
    'waitMeanSeconds',
    'seconds',
    'Mean wait before service at the server of the role where it is longest.',
  ),
  largest(
    'waitP95Seconds',
    'seconds',
    '95th percentile of the wait at the server of the role where it is longest.',
  ),
  largest('queueMax', 'requests', 'Most requests that waited at once at any server of the role.'),
  sum('served', 'requests', 'Requests that the servers of the role served.'),
  sum('refused', 'requests', 'Requests that the servers of the role refused.'),
];

function largest(figure: string, unit: string, meaning: string): MetricFamily {
  return role(figure, unit, meaning, (values) => max(values) ?? null);
}

function sum(figure: string, unit: string, meaning: string): MetricFamily {
  return role(figure, unit, meaning, (values) => fsum(values));
}

/** A figure of every server of a role that has a value, folded into one. */
function role(
  figure: string,
  unit: string,
  meaning: string,
  fold: (values: readonly number[]) => number | null,
): MetricFamily {
  const { read } = SERVER_METRICS.find(({ pattern }) => pattern === `server.<server>.${figure}`)!;
  return {
    pattern: `servers.<role>.${figure}`,
    unit,
    meaning,
    read: (result) => {
      const roles = rolesOf(result);
      const figures = read(result);
      return SERVER_ROLES.map((each) => {
        const own = figures.filter(([[server]]) => roles.get(server!) === each);
        return [[each], fold(own.flatMap(([, value]) => value ?? []))];
      });
    },
  };
}

function rolesOf({ serverNames }: RunResult): ReadonlyMap<string, ServerRoleName> {
  return new Map(serverNames.map(({ name, role }) => [name, role]));
}
