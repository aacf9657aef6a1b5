import { totalmem } from 'node:os';
import type { Circumstance } from '../report/manifest.ts';

/** Memory of this machine, or of the container that confines the process. */
export function memoryAvailableBytes(): number {
  const limitBytes = process.constrainedMemory();
  const totalBytes = totalmem();
  return limitBytes > 0 ? Math.min(limitBytes, totalBytes) : totalBytes;
}

/** Starts to measure what a run costs on this machine. */
export function startClock() {
  const startedMs = performance.now();
  const startedAt = new Date().toISOString();
  const seconds = () => (performance.now() - startedMs) / 1000;
  const circumstance = (): Omit<Circumstance, 'simulationSeconds' | 'stateBytes' | 'overrides'> => ({
    startedAt,
    durationSeconds: seconds(),
    memoryPeakBytes: process.resourceUsage().maxRSS * 1024,
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  });
  return { seconds, circumstance };
}
