const TIME_TO_LEVEL = [
  /^coverage\.(?<deployment>.+)\.(?:actual|known|stored|shown)\.p\d+\.sinceReleaseHours$/,
  /^timeToCompliant\.(?<deployment>.+)\.p\d+Hours$/,
];

/**
 * What can be compared in place of a time to a level of compliance that some replications never reach: figures that
 * every run has. Nothing for other responses.
 */
export function substitutesOf(response: string): string[] {
  for (const pattern of TIME_TO_LEVEL) {
    const deployment = pattern.exec(response)?.groups?.deployment;
    if (deployment !== undefined)
      return [`timeToCompliant.${deployment}.restrictedMeanHours`, 'exposure.clientHours'];
  }
  return [];
}
