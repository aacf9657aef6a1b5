/**
 * The confidence that each of `count` intervals must have so that, with `confidence`, all hold at once. By Bonferroni's
 * inequality, which asks nothing of how they depend on each other: comparisons with one common scenario, under common
 * luck, are dependent, and Šidák's slightly narrower intervals are proven only for independent or normal estimates.
 */
export function simultaneousConfidence(confidence: number, count: number): number {
  return count <= 1 ? confidence : 1 - (1 - confidence) / count;
}
