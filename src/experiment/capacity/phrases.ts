/** A bound's usual words, and the metric that they stand for. */
export interface Phrase {
  readonly words: string;
  readonly response: string;
}

const ROLES = [
  ['scan', 'WSUS', 'softwareUpdatePoint'],
  ['management point', 'management point', 'managementPoint'],
  ['state system', 'state system', 'stateSystem'],
] as const;

const LEVELS = ['50', '90', '95', '99'] as const;

/** What people say for the metrics that questions of size are mostly about, given the names of a scenario's deployments. */
export function phrases(deployments: readonly string[]): Phrase[] {
  return [
    ...ROLES.flatMap(([work, server, role]) => [
      { words: `${work} wait p95`, response: `servers.${role}.waitP95Seconds` },
      { words: `${work} wait mean`, response: `servers.${role}.waitMeanSeconds` },
      { words: `${work} queue`, response: `servers.${role}.queueMax` },
      { words: `${work} requests refused`, response: `servers.${role}.refused` },
      { words: `${server} utilisation`, response: `servers.${role}.utilisation` },
      { words: `${server} utilisation in the busiest hour`, response: `servers.${role}.utilisationMax` },
    ]),
    { words: 'scans timed out', response: 'scans.timedOut' },
    { words: 'restarts outside business hours', response: 'restarts.outsideBusinessHours' },
    { words: 'exposure', response: 'exposure.clientHours' },
    ...deployments.flatMap((name) =>
      LEVELS.map((level) => ({
        words: `${level} % of ${name}`,
        response: `coverage.${name}.actual.p${level}.sinceReleaseHours`,
      })),
    ),
  ];
}

/** The metric that words stand for, however they are spaced and capitalized; null: none. */
export function phraseResponse(words: string, known: readonly Phrase[]): string | null {
  return known.find((phrase) => folded(phrase.words) === folded(words))?.response ?? null;
}

function folded(words: string): string {
  return words.replace(/\s+/g, ' ').replace(/ %/g, '%').trim().toLowerCase();
}
