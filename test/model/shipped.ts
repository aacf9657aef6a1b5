import { readdirSync } from 'node:fs';
import type { Action, LinkSpec, Scenario, SoftwareUpdatePoint } from '../../src/model/scenario.ts';
import { formatIssue } from '../../src/scenario/issue.ts';
import { loadScenario } from '../../src/scenario/load.ts';
import type { Distribution } from '../../src/sim/distribution.ts';
import { disk, ROOT } from '../scenario/loading.ts';

/** The scenario files that we ship, by their names in the folder. */
export const SHIPPED: readonly string[] = readdirSync(`${ROOT}scenarios`)
  .filter((file) => file.endsWith('.yaml'))
  .sort();

export function loadShipped(file: string): {
  readonly scenario: Scenario;
  readonly issues: readonly string[];
} {
  const { scenario, issues } = loadScenario(`${ROOT}scenarios/${file}`, disk, {});
  const lines = issues.map(formatIssue);
  if (scenario === null) throw new Error(lines.join('\n'));
  return { scenario, issues: lines };
}

/**
 * A scenario with about so many clients, and as much less of what they share: servers, room in queues and bandwidth.
 * Where there are not enough servers to leave some out, each works slower instead. So what is busy stays as busy. Images
 * stay as large as they are, like the content that clients download, and RemoteApp collections as many users as they have,
 * who share nothing with clients.
 */
export function scaledDown(scenario: Scenario, clientCount: number): Scenario {
  const { groups, locations, sites, softwareUpdatePoints, managementPoints, distributionPoints } = scenario;
  const before = groups.reduce((sum, { count }) => sum + count, 0);
  const factor = Math.max(1, before / clientCount);
  const less = (value: number) => Math.ceil(value / factor);
  const narrower = <T extends Pick<LinkSpec, 'bytesPerSecond' | 'flowBytesPerSecondMax'>>(link: T): T => {
    const bytesPerSecond = less(link.bytesPerSecond);
    const flowBytesPerSecondMax = Math.min(link.flowBytesPerSecondMax, bytesPerSecond);
    return { ...link, bytesPerSecond, flowBytesPerSecondMax };
  };
  const smaller = <T extends Pick<SoftwareUpdatePoint, 'servers' | 'queueLimit'>>(server: T): T => ({
    ...server,
    servers: less(server.servers),
    queueLimit: less(server.queueLimit),
  });
  const slower = (work: Distribution, servers: number) => times(work, (factor * less(servers)) / servers);
  const action = (each: Action): Action => ('value' in each ? { ...each, value: less(each.value) } : each);
  return {
    ...scenario,
    groups: groups.map((group) => ({ ...group, count: less(group.count) })),
    locations: locations.map((place) => ({ ...place, link: place.link && narrower(place.link) })),
    sites: sites.map(({ stateSystem, ...site }) => ({
      ...site,
      stateSystem: stateSystem && { ...stateSystem, recordMs: Math.ceil(stateSystem.recordMs * factor) },
    })),
    softwareUpdatePoints: softwareUpdatePoints.map((point) => ({
      ...smaller(point),
      deltaScan: slower(point.deltaScan, point.servers),
    })),
    managementPoints: managementPoints.map((point) => ({
      ...smaller(point),
      request: slower(point.request, point.servers),
    })),
    distributionPoints: distributionPoints.map(narrower),
    actions: scenario.actions.map(action),
  };
}

/** A law of durations so many times as long. */
function times(law: Distribution, factor: number): Distribution {
  const longer = Object.entries(law).map(([name, value]) => {
    if (name === 'law' || name === 'shape') return [name, value];
    return [name, Array.isArray(value) ? value.map((each) => each * factor) : value * factor];
  });
  return Object.fromEntries(longer);
}
