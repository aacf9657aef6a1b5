import type { Scenario } from '../model/scenario.ts';
import { findMetric, METRIC_WORDS, type MetricPlaces } from './metrics.ts';

/**
 * What is wrong with `name` as a response of a scenario, that is a metric of its runs, and what to write instead; null:
 * nothing.
 */
export function checkResponse(scenario: Scenario, name: string): string | null {
  const { unknown } = findMetric(name, placesOf(scenario));
  return unknown.length === 0 ? null : unknown.map(({ problem }) => problem).join('; ');
}

function placesOf(scenario: Scenario): MetricPlaces {
  return {
    ...METRIC_WORDS,
    deployment: namesOf(scenario.deployments),
    server: serverNames(scenario),
    link: linkNames(scenario),
    image: namesOf(scenario.images),
    remoteAppCollection: namesOf(scenario.remoteAppCollections),
  };
}

function serverNames({ softwareUpdatePoints, managementPoints, sites }: Scenario): string[] {
  const storing = sites.filter(({ stateSystem }) => stateSystem !== null);
  return [
    ...namesOf(softwareUpdatePoints),
    ...namesOf(managementPoints),
    ...storing.map(({ name }) => `${name} state system`),
  ];
}

/** As runs call them; a link that only some scenarios have, such as the limit of sending to a point, in those too. */
function linkNames({ locations, distributionPoints, sites, templateImages }: Scenario): string[] {
  const tops = sites.filter(({ parent }) => parent < 0);
  const uploading = sites.filter((_, site) =>
    templateImages.some((image) => image.updates === null && image.site === site),
  );
  const limited = distributionPoints.filter(
    ({ delivery }) => delivery.kind !== 'pulled' && delivery.limit !== null,
  );
  return [
    ...locations.filter(({ link }) => link !== null).map(({ name }) => `link to ${name}`),
    ...namesOf(distributionPoints),
    ...limited.map(({ name }) => `sending limit of ${name}`),
    ...(tops.length < 2 ? ['internet access'] : tops.map(({ name }) => `internet access of ${name}`)),
    ...uploading.map(({ name }) => `uploads of ${name}`),
  ];
}

function namesOf(things: readonly { readonly name: string }[]): string[] {
  return things.map(({ name }) => name);
}
