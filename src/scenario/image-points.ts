import type { Scenario } from '../model/scenario.ts';

/** Distribution points that get an image, later acts included: indices into `distributionPoints`. */
export function pointsOf({ images, actions }: Scenario, image: number): Set<number> {
  const later = actions.flatMap((action) =>
    action.verb === 'distributeImage' && action.image === image ? action.distributionPoints : [],
  );
  return new Set([...images[image]!.distributionPoints, ...later]);
}
