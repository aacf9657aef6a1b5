import type { Scenario } from '../../model/scenario.ts';
import type { Outcome } from '../outcome.ts';
import { type MeanInterval, meanInterval } from '../statistics/mean-interval.ts';
import { jobsOf } from './analysis.ts';

const STATION_FIGURES = ['utilisation', 'utilisationMax', 'queueMax', 'waitP95Seconds', 'refused'] as const;
const LINK_FIGURES = ['utilisation', 'utilisationMax'] as const;

/** A figure of a server over the replications of a value. */
export interface ServerLoad {
  readonly server: string;
  readonly role: 'softwareUpdatePoint' | 'managementPoint' | 'stateSystem' | 'distributionPoint';
  readonly figure: (typeof STATION_FIGURES)[number];
  readonly unit: string;
  readonly interval: MeanInterval;
  /** Null without a value. */
  readonly max: number | null;
}

/** How busy every server is with a value whose jobs are done. */
export function serverLoads(
  { plan, results }: Pick<Outcome, 'plan' | 'results'>,
  candidate: number,
  scenario: Scenario,
): ServerLoad[] {
  const runs = jobsOf(plan, candidate).map(
    (index) => new Map(results.read(index).metrics.map((metric) => [metric.name, metric])),
  );
  const load = (server: string, role: ServerLoad['role'], figure: ServerLoad['figure']): ServerLoad => {
    const name = `${role === 'distributionPoint' ? 'link' : 'server'}.${server}.${figure}`;
    const values = runs.flatMap((metrics) => metrics.get(name)?.value ?? []);
    return {
      server,
      role,
      figure,
      unit: runs[0]?.get(name)?.unit ?? '',
      interval: meanInterval(values, plan.question.confidence),
      max: values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value)),
    };
  };
  return serversOf(scenario).flatMap(({ server, role }) =>
    (role === 'distributionPoint' ? LINK_FIGURES : STATION_FIGURES).map((figure) =>
      load(server, role, figure),
    ),
  );
}

function serversOf(scenario: Scenario): Pick<ServerLoad, 'server' | 'role'>[] {
  const { softwareUpdatePoints, managementPoints, distributionPoints, sites } = scenario;
  const all = (names: readonly { readonly name: string }[], role: ServerLoad['role']) =>
    names.map(({ name }) => ({ server: name, role }));
  const stateSystems = sites.filter(({ stateSystem }) => stateSystem !== null);
  return [
    ...all(softwareUpdatePoints, 'softwareUpdatePoint'),
    ...all(managementPoints, 'managementPoint'),
    ...stateSystems.map(({ name }) => ({ server: `${name} state system`, role: 'stateSystem' as const })),
    ...all(distributionPoints, 'distributionPoint'),
  ];
}
