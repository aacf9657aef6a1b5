import type { ClientGroup, Scenario } from '../model/scenario.ts';
import { mean } from '../sim/distribution.ts';

/** Measured (docs/performance.md): state and pending events of a client, with room for buffers while they grow. */
const BYTES_PER_CLIENT = 320;
/** What a row of `clients.csv` takes until it is written. */
const BYTES_PER_CLIENT_ROW = 250;
/** The program itself, the tables of a run, and room for the collector of garbage. */
const BYTES_FIXED = 200e6;

export function clientCountOf(scenario: Scenario): number {
  return scenario.groups.reduce((sum, { count }) => sum + count, 0);
}

/** Each rebuild of a machine makes another client of it: in the long run one per mean time between them. */
function expectedClientCount({ groups, horizonMs }: Scenario): number {
  const clientsOf = ({ count, rebuild }: ClientGroup) =>
    rebuild === null ? count : count * (1 + horizonMs / Math.max(1, mean(rebuild)));
  return Math.round(groups.reduce((sum, group) => sum + clientsOf(group), 0));
}

/** Memory that a run of a scenario needs, estimated before anything is built. */
export function memoryNeedBytes(scenario: Scenario): number {
  const { catalog, deployments, output } = scenario;
  const updatesOf = catalog.products.map(
    (_, product) => catalog.updates.filter((update) => update.product === product).length,
  );
  const bytesPerUpdate = Math.max(0, ...updatesOf);
  const perClient =
    BYTES_PER_CLIENT + bytesPerUpdate + deployments.length + (output.clients ? BYTES_PER_CLIENT_ROW : 0);
  return BYTES_FIXED + perClient * expectedClientCount(scenario);
}

/** Why a machine with `availableBytes` of memory cannot run a scenario, with what is needed; null if it can. */
export function memoryShortage(scenario: Scenario, availableBytes: number): string | null {
  const needBytes = memoryNeedBytes(scenario);
  if (needBytes <= availableBytes) return null;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const clients = String(clientCountOf(scenario)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${clients} clients need about ${gigabytes(needBytes)} of memory and this machine has ${gigabytes(availableBytes)}; use fewer clients or a larger machine`;
}
