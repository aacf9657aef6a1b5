import type { Scenario } from '../model/scenario.ts';

/** State of a client, its events and its share of the measures. */
const BYTES_PER_CLIENT = 700;
/** The program itself, the tables of a run, and room for the collector of garbage. */
const BYTES_FIXED = 200e6;

export function clientCountOf(scenario: Scenario): number {
  return scenario.groups.reduce((sum, { count }) => sum + count, 0);
}

/** Memory that a run of a scenario needs, estimated before anything is built. */
export function memoryNeedBytes(scenario: Scenario): number {
  return BYTES_FIXED + BYTES_PER_CLIENT * clientCountOf(scenario);
}

/** Why a machine with `availableBytes` of memory cannot run a scenario, with what is needed; null if it can. */
export function memoryShortage(scenario: Scenario, availableBytes: number): string | null {
  const needBytes = memoryNeedBytes(scenario);
  if (needBytes <= availableBytes) return null;
  const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`;
  const clients = String(clientCountOf(scenario)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${clients} clients need about ${gigabytes(needBytes)} of memory and this machine has ${gigabytes(availableBytes)}; use fewer clients or a larger machine`;
}
