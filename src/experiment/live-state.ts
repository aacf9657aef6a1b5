import type { Fleet } from '../model/fleet.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Rows } from '../sim/rows.ts';

/** What somebody who watches a run wants to know of its present instant. */
export interface LiveState {
  readonly nowMs: number;
  /** Those whose updates are released, the latest first. */
  readonly deployments: readonly LiveDeployment[];
  readonly servers: readonly LiveServer[];
  readonly links: readonly LiveLink[];
}

/** Members of a deployment, and how many of them are compliant: in truth, and by the console of the top-level site. */
export interface LiveDeployment {
  readonly name: string;
  readonly members: number;
  readonly actual: number;
  readonly shown: number;
}

/** `utilisation`: of the last interval of the tables; null before the first. `refused`: in the measured span so far. */
export interface LiveServer {
  readonly name: string;
  readonly utilisation: number | null;
  readonly queue: number;
  readonly refused: number;
}

export interface LiveLink {
  readonly name: string;
  readonly utilisation: number | null;
  readonly transfers: number;
}

/** Looks at a fleet between two slices of its run; changes nothing. */
export function liveState({ deployments: named }: Scenario, { nowMs, parts }: Fleet): LiveState {
  return {
    nowMs,
    deployments: deployments(named, parts, nowMs),
    servers: servers(parts, nowMs),
    links: links(parts),
  };
}

type Parts = Fleet['parts'];

function deployments(
  named: Scenario['deployments'],
  { deployments: index, memberships, measures, knowledge }: Parts,
  nowMs: number,
): LiveDeployment[] {
  return named
    .map(({ name }, deployment) => ({ name, deployment, releasedMs: index.releasedMs[deployment]! }))
    .filter(({ releasedMs }) => releasedMs <= nowMs)
    .sort((a, b) => b.releasedMs - a.releasedMs || a.deployment - b.deployment)
    .map(({ name, deployment }) => ({
      name,
      members: memberships.membersOf(deployment),
      actual: measures.actual.compliantCount[deployment]!,
      shown: knowledge.shown.compliantCount[deployment]!,
    }));
}

function servers({ servers: all, intervals }: Parts, nowMs: number): LiveServer[] {
  const { names, stations } = all;
  return names.map(({ name }, server) => {
    const row = lastRow(intervals.servers, names.length, server);
    const get = (column: 'utilisation' | 'offeredUtilisation') => intervals.servers.get(row, column);
    return {
      name,
      utilisation: row < 0 ? null : get('utilisation') + get('offeredUtilisation'),
      queue: stations.waitingCount(server),
      refused: stations.measures(server, 'total', nowMs).refused,
    };
  });
}

function links({ network, intervals }: Parts): LiveLink[] {
  return network.names.map((name, link) => {
    const row = lastRow(intervals.links, network.names.length, link);
    return {
      name,
      utilisation: row < 0 ? null : intervals.links.get(row, 'utilisation'),
      transfers: network.links.flowCount(link),
    };
  });
}

/** The row of one of `count` things in the last interval, in which each has one; negative before the first. */
function lastRow(rows: Rows<string>, count: number, index: number): number {
  return rows.length - count + index;
}
