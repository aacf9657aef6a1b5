import { stringify } from 'yaml';
import type { Scenario } from '../model/scenario.ts';
import { buildActions, type Targets } from './build-actions.ts';
import { buildCatalog, type Span } from './build-catalog.ts';
import { DeploymentBuilder, instantMs } from './build-deployments.ts';
import { buildGroups, type Groups } from './build-groups.ts';
import { buildLocations, buildSite, checkServers, sound } from './build-site.ts';
import { buildThresholds } from './build-thresholds.ts';
import { epochOf, utcText, zoneTable } from './calendar.ts';
import { readCatalogue, type SourceCatalogue } from './catalogue-source.ts';
import type { LocatedMap } from './document.ts';
import { type Issue, inFileOrder } from './issue.ts';
import { CLIENT_LOCAL } from './moment.ts';
import { Names, type Parts } from './parts.ts';
import { Mistakes, read } from './read.ts';
import { scenarioSchema } from './schema.ts';
import { applyOverrides, OVERRIDE_FILE, readSources, type SourceReader } from './sources.ts';
import { DURATION_MAX_MS } from './units.ts';
import { warnOfDeployments } from './warnings.ts';

export interface LoadOptions {
  /** Takes the place of the scenario's seed. */
  readonly seed?: string;
  /** `path=value`, put into the scenario in this order. */
  readonly set?: readonly string[];
}

export interface Loaded {
  /** Null when there is any error. */
  readonly scenario: Scenario | null;
  /** Everything that is wrong, in the order of the files. */
  readonly issues: readonly Issue[];
  /** Every setting with its value, the catalogue included: it needs no other file, and loads to the same scenario. */
  readonly resolvedYaml: string | null;
}

/**
 * Text in, scenario out: reads a scenario file with what it extends and its catalogue, applies overrides, checks
 * everything, fills in defaults and resolves calendars and names. Never throws for what a user wrote.
 */
export function loadScenario(path: string, reader: SourceReader, options: LoadOptions = {}): Loaded {
  const sources = readSources(path, reader);
  const files = [...sources.files, OVERRIDE_FILE];
  const failed = (issues: readonly Issue[]): Loaded => {
    return { scenario: null, issues: inFileOrder(issues, files), resolvedYaml: null };
  };
  if (sources.root === null) return failed(sources.issues);
  const overridden = applyOverrides(sources.root, options.set ?? []);
  if (options.seed !== undefined) setSeed(sources.root, options.seed);
  const mistakes = new Mistakes(sources.root);
  const parsed = read(scenarioSchema, sources.root, [], mistakes);
  const parts = (parsed?.value ?? {}) as Parts;
  const source = readCatalogue(parts.catalog, reader, mistakes);
  files.push(...source.files);
  const scenario = build(parts, source, mistakes);
  if (scenario !== null) warnOfDeployments(scenario, mistakes);
  const { warnings } = mistakes;
  const issues = [...sources.issues, ...overridden, ...mistakes.issues, ...source.issues, ...warnings];
  if (scenario === null || issues.some(({ severity }) => severity === 'error')) return failed(issues);
  const resolvedYaml = resolved(parsed!.plain as { readonly assumptions: object }, scenario);
  return { scenario, issues: inFileOrder(issues, files), resolvedYaml };
}

function setSeed(root: LocatedMap, seed: string): void {
  const place = { file: '--seed', line: 1, column: 1 };
  root.entries.set('seed', { key: place, value: { kind: 'scalar', place, value: seed } });
}

/** Checks and resolves in the order in which things name each other; null when something that it needs is missing. */
function build(parts: Parts, source: SourceCatalogue, mistakes: Mistakes): Scenario | null {
  const locationNames = new Names('location', ['locations'], mistakes);
  const groupNames = new Names('group', ['groups'], mistakes);
  const targets: Targets = {
    softwareUpdatePoints: new Names('software update point', ['site', 'softwareUpdatePoints'], mistakes),
    managementPoints: new Names('management point', ['site', 'managementPoints'], mistakes),
    distributionPoints: new Names('distribution point', ['site', 'distributionPoints'], mistakes),
    locations: locationNames,
    groups: groupNames,
  };
  const deploymentNames = new Names('deployment', ['deployments'], mistakes);
  checkServers(parts, locationNames, mistakes);
  checkShares(parts, mistakes);
  const groups = buildGroups(parts, locationNames, targets.distributionPoints, source.products, mistakes);
  const thresholds = buildThresholds(parts, deploymentNames, targets, mistakes);
  const span = spanOf(parts, mistakes);
  if (span === null) return null;
  const actions = buildActions(parts, targets, span, mistakes);
  const catalog = catalogOf(parts, source, groups, span);
  if (catalog === null) return null;
  const builder = new DeploymentBuilder(catalog, groups, groupNames, span, source.classifications, mistakes);
  const deployments = (parts.deployments ?? []).flatMap((deployment, at) => {
    return deployment === null ? [] : (builder.build(deployment, ['deployments', at]) ?? []);
  });
  const measureFromMs = measureFrom(parts, catalog.updates, span, mistakes);
  if (mistakes.issues.length > 0 || parts.site === undefined) return null;
  const { name, description, seed, profile, output } = parts;
  return deepFrozen({
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
    ...buildSite(
      parts.site,
      locationNames,
      span,
      catalog.updates.map(({ releasedMs }) => releasedMs),
    ),
    groups: sound(groups.groups),
    deployments,
    actions,
    clientSettings: clientSettingsOf(parts),
    assumptions: assumptionsOf(parts),
    thresholds,
    output: { intervalMs: output!.interval, clients: output!.clients },
  });
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

function spanOf(parts: Parts, mistakes: Mistakes): Span | null {
  const { start, horizon = DURATION_MAX_MS } = parts;
  if (start === undefined) return null;
  if ('civil' in start && start.zone !== CLIENT_LOCAL) {
    return { startEpochMs: epochOf(start.civil, start.zone), horizonMs: horizon };
  }
  mistakes.at(['start'], 'has to be one instant with a time zone; write for example 2024-06-08 00:00 UTC');
  return null;
}

function catalogOf(parts: Parts, source: SourceCatalogue, groups: Groups, span: Span) {
  const months = parts.site?.supersedence?.expireAfter;
  if (source.entries === null || months === undefined) return null;
  return buildCatalog(source.entries, source.pairs, groups.products, months, span, source.origin);
}

function measureFrom(
  parts: Parts,
  updates: readonly { readonly releasedMs: number }[],
  span: Span,
  mistakes: Mistakes,
): number {
  const written = parts.measureFrom;
  if (written === undefined) return 0;
  if (written === 'first release')
    return Math.max(0, updates.find(({ releasedMs }) => releasedMs >= 0)?.releasedMs ?? 0);
  const fromMs = instantMs(written, span, { start: 0 }, ['measureFrom'], mistakes) ?? 0;
  if (fromMs >= 0 && fromMs < span.horizonMs) return fromMs;
  mistakes.at(
    ['measureFrom'],
    fromMs < 0 ? 'is before the start' : 'is not before the end of the simulation',
  );
  return 0;
}

function clientSettingsOf(parts: Parts): Scenario['clientSettings'] {
  const written = parts.clientSettings!;
  const { days, from, to } = written.businessHours;
  return {
    policyPollMs: written.policyPoll,
    stateCycleMs: written.stateCycle,
    scanIntervalMs: written.scanInterval,
    scanJitter: written.scanJitter,
    firstScanDelay: written.firstScanDelay,
    scanTtlMs: written.scanTimeToLive,
    reevaluationIntervalMs: 7 * 24 * 3_600_000,
    reevaluationJitter: { law: 'uniform', min: 0, max: 7_200_000 },
    restartCountdownMs: written.restartCountdown,
    businessHours: { weekdays: days, fromMs: from, toMs: to },
  };
}

function assumptionsOf(parts: Parts): Scenario['assumptions'] {
  const written = parts.assumptions!;
  return {
    stateHighIntervalMs: written.stateHighInterval,
    scanRetryMs: written.scanRetry,
    scanRetriesMax: 4,
    switchExtraMs: 120_000,
    shortCycleMs: 120_000,
    lastKnownGoodMs: 7_200_000,
    timeoutIsRetried: false,
    sourceWait: { law: 'uniform', min: 0, max: 120_000 },
    sourceSettleMs: 30_000,
    scanStates: 'changes',
    stateRetryMs: written.stateRetry,
    scanTimeoutMs: written.scanTimeout,
    scanEvaluation: written.scanEvaluation,
    deltaMetadataBytes: written.deltaMetadata,
    deltaMetadataBytesPerUpdate: written.deltaMetadataPerUpdate,
    fullMetadataBytes: written.fullMetadata,
    locationRequestMs: written.locationRequest,
    installDuration: written.installDuration,
    restartNeeded: written.restartNeeded,
    contentRetryMs: written.contentRetry,
    restartDuration: written.restartDuration,
    availableDelay: written.availableDelay,
    catalogVersionForcesOnline: written.catalogVersionForcesOnline ?? parts.profile === 'cb2303',
    policyPollWork: written.policyPollWork,
  };
}

/** The scenario as written, with every default, and the catalogue's updates instead of the file that held them. */
function resolved(plain: { readonly assumptions: object }, scenario: Scenario): string {
  const { catalog, startEpochMs } = scenario;
  const updates = catalog.updates.map((update) => ({
    id: update.id,
    kb: update.kb,
    product: catalog.products[update.product],
    kind: update.kind,
    classification: update.classification,
    released: utcText(update.releasedMs + startEpochMs),
    size: `${update.sizeBytes} B`,
    title: update.title,
    supersedes: update.supersedes.map((number) => catalog.updates[number]!.id),
  }));
  const { catalogVersionForcesOnline } = scenario.assumptions;
  const assumptions = { ...plain.assumptions, catalogVersionForcesOnline };
  const whole = { ...plain, catalog: { origin: catalog.origin, updates }, assumptions };
  return stringify(whole, { lineWidth: 0, aliasDuplicateObjects: false });
}

function deepFrozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFrozen(item);
  }
  return value;
}
