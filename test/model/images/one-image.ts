import type { OperatingSystemImage, ServicingChoice } from '../../../src/model/scenario.ts';

/**
 * An image of product 0 at the first site that can take May's and June's update and has May's, there from the start, on no
 * distribution point; `changes` on top.
 */
export function operatingSystemImage(changes: Partial<OperatingSystemImage> = {}): OperatingSystemImage {
  return {
    name: 'golden image',
    kind: 'image',
    site: 0,
    product: 0,
    candidates: [0, 1],
    updates: [0],
    importedMs: 0,
    sizeBytes: 6_000_000_000,
    indexCount: 1,
    priority: 'medium',
    distributionPoints: [],
    sendsDifferences: false,
    failingUpdates: [],
    ...changes,
  };
}

/** A wizard in which nothing is chosen: a run that it would plan only makes room for another version of the image. */
export const NOTHING_CHOSEN: ServicingChoice = {
  updates: [],
  takesSuperseded: true,
  startAfterMs: 0,
  continuesOnError: false,
  updatesDistributionPoints: false,
  removesSuperseded: false,
};
