import type { OfflineServicing } from '../scenario.ts';
import type { Update } from '../updates/catalog.ts';

/* How large images and the temporary files of their servicing are (ASSUME-OSVC-SPACE). */

/** Bytes of the files of updates. */
export function bytesOf(updates: readonly Update[]): number {
  return updates.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** The size that an image has once updates are applied to it: cumulative ones make it larger. */
export function servicedBytes(
  sizeBytes: number,
  applied: readonly Update[],
  removesSuperseded: boolean,
  { growthShare, growthShareCleaned }: OfflineServicing,
): number {
  const share = removesSuperseded ? growthShareCleaned : growthShare;
  return sizeBytes + Math.round(share * bytesOf(applied.filter(({ kind }) => kind === 'LCU')));
}

/** Room for the files of updates, a copy of an image and so many sizes of it beside. */
export function copyBytes(sizeBytes: number, updateBytes: number, factor: number): number {
  return updateBytes + Math.ceil((1 + factor) * sizeBytes);
}

/** What a run takes at most that brings updates into an image; an export stands beside all else. */
export function peakBytes(
  sizeBytes: number,
  chosen: readonly Update[],
  applied: readonly Update[],
  removesSuperseded: boolean,
  assumptions: OfflineServicing,
): number {
  const { mountedFactor, scratchFactor } = assumptions;
  const factor = mountedFactor + (applied.length > 0 ? scratchFactor : 0);
  const mountedBytes = copyBytes(sizeBytes, bytesOf(chosen), factor);
  if (!removesSuperseded || applied.length === 0) return mountedBytes;
  return mountedBytes + servicedBytes(sizeBytes, applied, removesSuperseded, assumptions);
}
