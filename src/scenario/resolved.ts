import { stringify } from 'yaml';
import type { Scenario } from '../model/scenario.ts';
import { resolvedCollections } from './build-remoteapp.ts';
import { resolvedImages } from './build-template-images.ts';
import { utcText } from './calendar.ts';
import { architecturesOf, publishedHere, type SourceCatalogue } from './catalogue-source.ts';
import { resolvedDeployments } from './deployed.ts';
import type { Hierarchy } from './hierarchy.ts';
import { meaningfulSites } from './site-rules.ts';

/** A scenario as written, with every default. */
export interface Plain {
  readonly assumptions: object;
  readonly deployments: readonly PlainItem[];
  readonly templateImages: readonly PlainItem[];
  readonly remoteAppCollections: readonly PlainItem[];
  readonly sites?: readonly PlainItem[];
}

type PlainItem = Readonly<Record<string, unknown>>;

/** The scenario as written, with every default, and the catalogue's updates instead of the file that held them. */
export function resolvedText(
  plain: Plain,
  scenario: Scenario,
  hierarchy: Hierarchy,
  source: SourceCatalogue,
): string {
  const { catalog } = scenario;
  const { catalogVersionForcesOnline } = scenario.assumptions;
  const sites = plain.sites === undefined ? {} : { sites: meaningfulSites(hierarchy, plain.sites) };
  const whole = {
    ...plain,
    ...sites,
    deployments: resolvedDeployments(plain.deployments),
    templateImages: resolvedImages(plain.templateImages, scenario),
    remoteAppCollections: resolvedCollections(plain.remoteAppCollections, scenario),
    catalog: { origin: catalog.origin, updates: updatesOf(scenario, source) },
    assumptions: { ...plain.assumptions, catalogVersionForcesOnline },
  };
  return stringify(whole, { lineWidth: 0, aliasDuplicateObjects: false });
}

function updatesOf({ catalog, startEpochMs }: Scenario, source: SourceCatalogue): object[] {
  const own = publishedHere(source);
  const architectures = architecturesOf(catalog, source);
  return catalog.updates.map((update, number) => ({
    id: update.id,
    kb: update.kb,
    product: catalog.products[update.product],
    ...(architectures[number] === 'X64' ? {} : { architecture: architectures[number] }),
    kind: update.kind,
    classification: update.classification,
    released: utcText(update.releasedMs + startEpochMs),
    size: `${update.sizeBytes} B`,
    title: update.title,
    ...(own.has(update.id) ? { publisher: 'Updates Publisher' } : {}),
    supersedes: update.supersedes.map((other) => catalog.updates[other]!.id),
  }));
}
