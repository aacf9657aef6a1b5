import { createHash } from 'node:crypto';
import type { RunResult } from '../model/results.ts';
import type { WrittenFile } from './folder.ts';

/** What a run is made of besides its model: told by whoever started it. */
export interface RunOrigin {
  readonly version: string;
  /** Version of the time-zone data that resolved the calendar. */
  readonly timeZoneData: string;
  readonly resolvedYaml: string;
}

/** How it happened to go on this machine: never part of a result. */
export interface Circumstance {
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly simulationSeconds: number;
  readonly memoryPeakBytes: number;
  readonly stateBytes: number;
  readonly platform: string;
  readonly node: string;
  readonly overrides: readonly string[];
  /** `RUN@TIME`, of a run that went on from the past of another one: its results are the same as from the start. */
  readonly branchedFrom?: string;
}

/**
 * The manifest of a folder of results. `identity` is the same wherever and whenever the same run is made;
 * `circumstance` is not.
 */
export function manifestOf(
  result: RunResult,
  origin: RunOrigin,
  files: readonly WrittenFile[],
  circumstance: Circumstance,
): object {
  const { scenario } = result;
  return {
    identity: {
      program: 'fleetsim',
      format: 1,
      version: origin.version,
      timeZoneData: origin.timeZoneData,
      scenario: scenario.name,
      scenarioSha256: sha256(origin.resolvedYaml),
      seed: scenario.seed,
      replication: result.replication,
      profile: scenario.profile,
      catalog: scenario.catalog.origin,
      clients: result.clientCount,
      events: result.eventCount,
      fingerprint: { end: result.fingerprint, hourly: result.hourlyFingerprints },
      files,
    },
    circumstance,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
