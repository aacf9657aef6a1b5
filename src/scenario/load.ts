import type { Scenario } from '../model/scenario.ts';
import type { Catalog } from '../model/updates/catalog.ts';
import { BoundaryGroups } from './boundary-groups.ts';
import { type ActTargets, buildActions, inTimeOrder, type Targets } from './build-actions.ts';
import { buildCatalog } from './build-catalog.ts';
import { CollectionBuilder } from './build-collections.ts';
import { checkDelivery } from './build-delivery.ts';
import { buildGroups } from './build-groups.ts';
import { servicingActs } from './build-image-acts.ts';
import { ImageBuilder } from './build-images.ts';
import { buildOrchestration } from './build-orchestration.ts';
import { PackageBuilder } from './build-packages.ts';
import { RemoteAppCollections } from './build-remoteapp.ts';
import { checkTemplateImages } from './build-remoteapp-acts.ts';
import {
  assumptionsOf,
  clientSettingsOf,
  runTimesOf,
  warnOfCountdown,
  warnOfSchedules,
} from './build-settings.ts';
import { buildLocations, buildServers, buildSites, zonesOfSites } from './build-sites.ts';
import { TemplateImages } from './build-template-images.ts';
import { buildThresholds } from './build-thresholds.ts';
import { zoneTable } from './calendar.ts';
import { publishedHere, readCatalogue, type SourceCatalogue } from './catalogue-source.ts';
import { checkImages } from './check-images.ts';
import { ContentFinder } from './content-sources.ts';
import { buildDeployed } from './deployed.ts';
import { Targeting } from './deployment-common.ts';
import { type DeploymentPlan, planDeployments } from './deployment-plan.ts';
import { Destinations } from './destinations.ts';
import { type LocatedMap, placeOf } from './document.ts';
import { Hierarchy } from './hierarchy.ts';
import { formatPath, type Issue, inFileOrder, type Path } from './issue.ts';
import { type LimitUse, limitUses, warnOfLimits } from './limits.ts';
import { Names, namedAt, type Parts, sound } from './parts.ts';
import { Mistakes, read } from './read.ts';
import { type Plain, resolvedText } from './resolved.ts';
import { checkServers, Roster } from './roster.ts';
import { scenarioSchema } from './schema.ts';
import { UpdateSelector } from './select-updates.ts';
import { checkDrives } from './servicing-drives.ts';
import { checkSites } from './site-rules.ts';
import { applyOverrides, OVERRIDE_FILE, readSources, type SourceReader } from './sources.ts';
import { measureFrom, NO_SPAN, spanOf } from './spans.ts';
import { checkFilters, offeredMs, supersedenceOf } from './synchronized.ts';
import { timedActions } from './timed-actions.ts';
import { warnOfActions } from './warn-actions.ts';
import { warnOfActs } from './warn-acts.ts';
import { warnOfDeploying } from './warn-deployments.ts';
import { warnOfFilters } from './warn-filters.ts';
import { warnOfImageFiles } from './warn-image-files.ts';
import { warnOfImages } from './warn-images.ts';
import { warnOfRemoteApp } from './warn-remoteapp.ts';
import { warnOfRules } from './warn-rules.ts';
import { warnOfWindows } from './warn-windows.ts';
import { warnOfDeployments } from './warnings.ts';

export interface LoadOptions {
  /** Takes the place of the scenario's seed. */
  readonly seed?: string;
  /** `path=value`, put into the scenario in this order. */
  readonly set?: readonly string[];
}

/** Where an action was written. */
export type ActionPlace = Pick<Issue, 'file' | 'line' | 'column' | 'path'>;

export interface Loaded {
  /** Null when there is any error. */
  readonly scenario: Scenario | null;
  /** Everything that is wrong, in the order of the files. */
  readonly issues: readonly Issue[];
  /** Every setting with its value, the catalogue included: it needs no other file, and loads to the same scenario. */
  readonly resolvedYaml: string | null;
  /** How much of what Microsoft supports the scenario uses. */
  readonly limits: readonly LimitUse[];
  /** Per action of the scenario. */
  readonly actionPlaces: readonly ActionPlace[];
}

/**
 * Text in, scenario out: reads a scenario file with what it extends and its catalogue, applies overrides, checks
 * everything, fills in defaults and resolves calendars and names. Never throws for what a user wrote.
 */
export function loadScenario(path: string, reader: SourceReader, options: LoadOptions = {}): Loaded {
  const sources = readSources(path, reader);
  const files = [...sources.files, OVERRIDE_FILE];
  const failed = (issues: readonly Issue[]): Loaded => {
    const inOrder = inFileOrder(issues, files);
    return { scenario: null, issues: inOrder, resolvedYaml: null, limits: [], actionPlaces: [] };
  };
  if (sources.root === null) return failed(sources.issues);
  const overridden = applyOverrides(sources.root, options.set ?? []);
  if (options.seed !== undefined) setSeed(sources.root, options.seed);
  const mistakes = new Mistakes(sources.root);
  const parsed = read(scenarioSchema, sources.root, [], mistakes);
  const parts = (parsed?.value ?? {}) as Parts;
  const source = readCatalogue(parts.catalog, reader, mistakes);
  files.push(...source.files);
  const built = build(parts, source, mistakes);
  const { warnings } = mistakes;
  const issues = [...sources.issues, ...overridden, ...mistakes.issues, ...source.issues, ...warnings];
  if (built === null || issues.some(({ severity }) => severity === 'error')) return failed(issues);
  const resolvedYaml = resolvedText(parsed!.plain as Plain, built.scenario, built.hierarchy, source);
  const { scenario, limits, actionPaths } = built;
  const actionPlaces = actionPaths.map((path) => ({
    ...placeOf(mistakes.root, path),
    path: formatPath(path),
  }));
  return { scenario, issues: inFileOrder(issues, files), resolvedYaml, limits, actionPlaces };
}

function setSeed(root: LocatedMap, seed: string): void {
  const place = { file: '--seed', line: 1, column: 1 };
  root.entries.set('seed', { key: place, value: { kind: 'scalar', place, value: seed } });
}

/** Checks and resolves in the order in which things name each other; null when something that it needs is missing. */
function build(parts: Parts, source: SourceCatalogue, mistakes: Mistakes): Built | null {
  const locations = Names.at('location', ['locations'], mistakes);
  const groupNames = Names.at('group', ['groups'], mistakes);
  const hierarchy = new Hierarchy(parts, mistakes);
  const roster = new Roster(hierarchy, mistakes);
  const targets: Targets = { hierarchy, roster, locations, groups: groupNames };
  checkSites(hierarchy, locations, mistakes);
  checkServers(parts, hierarchy, roster, locations, mistakes);
  checkDelivery(hierarchy, roster, mistakes);
  checkDrives(hierarchy, mistakes);
  checkFilters(hierarchy, source, mistakes);
  checkShares(parts, mistakes);
  warnOfSchedules(parts, mistakes);
  warnOfCountdown(parts, mistakes);
  const boundaryGroups = new BoundaryGroups(parts, hierarchy, roster, locations, mistakes);
  const content = new ContentFinder(boundaryGroups, hierarchy, roster, locations, mistakes);
  const images = new ImageBuilder(parts, source, mistakes);
  const places = { locations, hierarchy, roster, boundaryGroups, content, images };
  const groups = buildGroups(parts, places, source.products, mistakes);
  const templateImages = new TemplateImages(parts, hierarchy, source.products, mistakes);
  const remoteApp = new RemoteAppCollections(parts, templateImages, locations, mistakes);
  const span = spanOf(parts, mistakes);
  const timed = span === null ? [] : timedActions(parts, span, mistakes);
  const plan = planDeployments(parts, { hierarchy, timed, span: span ?? NO_SPAN, mistakes });
  const thresholds = buildThresholds(parts, plan.names, targets, mistakes);
  const orchestrationGroups = buildOrchestration(parts, groups, groupNames, mistakes);
  if (span === null) return null;
  const packages = new PackageBuilder(parts, groups, hierarchy, roster, mistakes);
  const things = { groups, groupNames, locations, hierarchy, deployments: plan.names };
  const collections = new CollectionBuilder(parts, things, span, mistakes);
  const rule = supersedenceOf(hierarchy, mistakes);
  const products = [...new Set([...groups.products, ...images.products, ...templateImages.products])];
  const runTimes = runTimesOf(parts);
  const catalog =
    source.entries === null || rule === null
      ? null
      : buildCatalog(source.entries, source.pairs, products, rule, span, source.origin, runTimes);
  const destinations = new Destinations(hierarchy, roster, mistakes);
  const selector =
    catalog === null ? null : new UpdateSelector(catalog, groups, span, source.classifications, mistakes);
  if (catalog !== null && selector !== null) {
    images.build({ catalog, selector, hierarchy, destinations, span });
  }
  const acts = actTargets(parts, plan, collections, packages, catalog, mistakes);
  const listed = source.entries;
  const remoteAppTargets = { images: templateImages, collections: remoteApp.names, catalog, listed };
  const all = { ...targets, ...acts, listed, images, destinations, remoteApp: remoteAppTargets };
  const byHand = buildActions(timed, all, parts, mistakes);
  if (catalog === null || selector === null) return null;
  const actions = inTimeOrder([...byHand, ...servicingActs(images, catalog, selector, span, mistakes)]);
  const siteZones = zonesOfSites(parts, hierarchy, locations, groups.zones);
  const remoteAppCollections = remoteApp.build(groups.zones);
  packages.build(parts, catalog, selector);
  collections.build(parts, selector);
  const targeting = new Targeting(groups, groupNames, hierarchy, collections, packages, mistakes);
  const isRandomized = parts.clientSettings?.randomizesDeadline ?? false;
  const context = { catalog, groups, span, selector, targeting, isRandomized, mistakes };
  const { deployments, rules, phasedDeployments } = buildDeployed(parts, plan, context);
  const templates = templateImages.build(catalog, span);
  if (mistakes.issues.length === 0) checkTemplateImages(actions, templates, mistakes);
  const measureFromMs = measureFrom(parts, catalog.updates, span, mistakes);
  if (mistakes.issues.length > 0) return null;
  const { name, description, seed, profile, output } = parts;
  const scenario: Scenario = deepFrozen({
    name: name!,
    description: description!,
    seed: seed!,
    profile: profile!,
    ...span,
    measureFromMs,
    initial: { mode: parts.initial!.mode, patchedShareByLag: parts.initial!.patched },
    catalog,
    zones: groups.zones.map((zone) => zoneTable(zone, span.startEpochMs, span.horizonMs)),
    locations: buildLocations(parts),
    sites: buildSites(
      hierarchy,
      locations,
      siteZones,
      span,
      offeredMs(hierarchy, catalog, publishedHere(source)),
    ),
    ...buildServers(roster, locations),
    groups: sound(groups.groups),
    packages: packages.packages,
    collections: collections.collections,
    deployments,
    rules,
    phasedDeployments,
    orchestrationGroups,
    images: sound(images.images),
    templateImages: templates,
    remoteAppCollections,
    actions: actions.map(({ action }) => action),
    clientSettings: clientSettingsOf(parts),
    assumptions: assumptionsOf(parts),
    thresholds,
    output: { intervalMs: output!.interval, clients: output!.clients, servicingLog: output!.servicingLog },
  });
  checkImages(scenario, actions, parts, mistakes);
  if (mistakes.issues.length === 0) {
    warnOfImages(scenario, actions, parts, mistakes);
    warnOfImageFiles(scenario, parts, mistakes);
  }
  warnOfWindows(scenario, collections.withWindows, mistakes);
  warnOfFilters(scenario, mistakes);
  warnOfDeployments(scenario, plan.paths, mistakes);
  warnOfDeploying(scenario, plan, mistakes);
  warnOfRules(scenario, { parts, plan, hierarchy, timed, span, mistakes });
  warnOfActs(scenario, actions, mistakes);
  warnOfActions(scenario, actions, mistakes);
  const limits = limitUses(scenario, hierarchy, roster);
  warnOfLimits(limits, mistakes);
  warnOfRemoteApp(scenario, actions, mistakes);
  return { scenario, hierarchy, limits, actionPaths: actions.map(({ path }) => path) };
}

function actTargets(
  parts: Parts,
  plan: DeploymentPlan,
  collections: CollectionBuilder,
  packages: PackageBuilder,
  catalog: Catalog | null,
  mistakes: Mistakes,
): Omit<ActTargets, 'remoteApp' | 'listed'> {
  const names = (what: string, key: 'rules' | 'phasedDeployments' | 'orchestrationGroups') =>
    Names.of(what, namedAt(mistakes.root, [key]), parts[key] !== undefined, mistakes);
  return {
    plan,
    collections: collections.names,
    packages: packages.names,
    rules: names('rule', 'rules'),
    writtenRules: parts.rules ?? [],
    phasedDeployments: names('phased deployment', 'phasedDeployments'),
    orchestrationGroups: names('orchestration group', 'orchestrationGroups'),
    catalog,
  };
}

/** A scenario, how its sites were written, and what it uses of limits. */
interface Built {
  readonly scenario: Scenario;
  readonly hierarchy: Hierarchy;
  readonly limits: readonly LimitUse[];
  readonly actionPaths: readonly Path[];
}

function checkShares(parts: Parts, mistakes: Mistakes): void {
  const shares = parts.initial?.patched;
  if (shares === undefined) return;
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) < 1e-9) return;
  mistakes.at(
    ['initial', 'patched'],
    `sums to ${Number((sum * 100).toFixed(6))} %; shares have to sum to 100 %`,
  );
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFrozen(item);
  }
  return value;
}
