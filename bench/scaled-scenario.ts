import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Scenario } from '../src/model/scenario.ts';
import { loadScenario } from '../src/scenario/load.ts';

const FILE = join(import.meta.dirname, '..', 'scenarios', 'patch-tuesday.yaml');
const HORIZON = '30 d';

/**
 * The main scenario over 30 days with about `clientCount` clients. Servers, queues and links grow with the fleet, so
 * that every size does the same work per client. No table has a row per client.
 */
export function scaledScenario(clientCount: number): Scenario {
  const reader = {
    read: (path: string) => readFileSync(path, 'utf8'),
    resolve: (from: string, relative: string) => join(dirname(from), relative),
  };
  const { scenario, issues } = loadScenario(FILE, reader, { set: [`horizon=${HORIZON}`] });
  if (scenario === null) throw new Error(issues.map(({ message }) => message).join('; '));
  const factor = clientCount / scenario.groups.reduce((sum, { count }) => sum + count, 0);
  const times = (value: number) => Math.max(1, Math.round(value * factor));
  return {
    ...scenario,
    output: { ...scenario.output, clients: false },
    groups: scenario.groups.map((group) => ({ ...group, count: times(group.count) })),
    locations: scenario.locations.map(({ name, link }) => ({
      name,
      link: link === null ? null : { ...link, bytesPerSecond: times(link.bytesPerSecond) },
    })),
    sites: scenario.sites.map((site) => ({
      ...site,
      stateSystem: site.stateSystem && {
        ...site.stateSystem,
        loaderThreads: times(site.stateSystem.loaderThreads),
      },
    })),
    softwareUpdatePoints: scenario.softwareUpdatePoints.map((point) => ({
      ...point,
      servers: times(point.servers),
      queueLimit: times(point.queueLimit),
    })),
    managementPoints: scenario.managementPoints.map((point) => ({
      ...point,
      servers: times(point.servers),
      queueLimit: times(point.queueLimit),
    })),
    distributionPoints: scenario.distributionPoints.map((point) => ({
      ...point,
      bytesPerSecond: times(point.bytesPerSecond),
    })),
  };
}
