/** Which way a metric is better for those who patch a fleet; null: neither, it says how much happens. */
export type Better = 'less' | 'more' | null;

const MORE: readonly RegExp[] = [
  /^compliance\..+\.share$/,
  /^image\..+\.servicingSucceeded$/,
  /^imaging\.completed$/,
  /^remoteApp\..+\.signedOutInTime$/,
];
const NEITHER: readonly RegExp[] = [
  /^(clients|events)$/,
  /^scans\.(started|completed|online)$/,
  /^servers?\..+\.served$/,
  /^stateMessages\./,
  /^restarts\.(user|shutdown|other|filter)$/,
  /^image\..+\.versions$/,
  /^remoteApp\..+\.told$/,
];

/** Waits, queues, failures, traffic and exposure are better when they are less: whatever is not said to be otherwise. */
export function betterOf(metric: string): Better {
  if (MORE.some((pattern) => pattern.test(metric))) return 'more';
  return NEITHER.some((pattern) => pattern.test(metric)) ? null : 'less';
}
