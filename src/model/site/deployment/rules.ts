import { Phase } from '../../../sim/phase.ts';
import type { EventKind, Simulation } from '../../../sim/simulation.ts';
import type { Packages } from '../../content/packages.ts';
import type { DeploymentIndex } from '../../deployment-index.ts';
import type { SiteEvents } from '../../measures/site-events.ts';
import type { DeploymentRule, RuleDeployment, Scenario } from '../../scenario.ts';
import { localDayOf, ZoneClock } from '../../zone-clock.ts';
import type { Deployments } from './deployments.ts';
import type { UpdateChooser } from './update-chooser.ts';

/** A rule that finds more fails (domain, limits). */
export const RULE_UPDATES_MAX = 1000;
/** By schedule and after synchronizations, in a day of the site's clock (domain, automatic deployment rules). */
const RUNS_PER_DAY_MAX = 3;
const NONE = -1;

/**
 * The automatic deployment rules (seed 002, automatic deployment): at an evaluation the software update group takes what
 * meets the criteria, what the package lacks is downloaded, then the group is deployed to the collection of each
 * deployment of the rule.
 */
export class Rules {
  enabled: Uint8Array;
  /** Per rule: the revision that is its software update group; −1: it has none yet. */
  group: Int32Array;
  /** Per rule: when the evaluation began whose downloads are awaited; −1: none. */
  startedMs: Float64Array;
  /** Per rule: the last day with an evaluation, and how many that day had. */
  day: Int32Array;
  runsThatDay: Int32Array;
  /** Per deployment of a rule: 1 once the rule has it. */
  added: Uint8Array;
  /** Per rule: evaluations so far, and which of them made its group: its deployments have that slot. */
  runCount: Int32Array;
  groupRun: Int32Array;

  readonly #rules: readonly DeploymentRule[];
  readonly #isBasedOnStart: boolean;
  readonly #simulation: Simulation;
  readonly #index: DeploymentIndex;
  readonly #chooser: UpdateChooser;
  readonly #deployments: Deployments;
  readonly #packages: Packages;
  readonly #events: SiteEvents;
  readonly #clocks: readonly ZoneClock[];
  /** Per rule: where its deployments begin in `added`. */
  readonly #firsts: readonly number[];
  readonly #due: EventKind;

  constructor(
    scenario: Scenario,
    simulation: Simulation,
    index: DeploymentIndex,
    chooser: UpdateChooser,
    deployments: Deployments,
    packages: Packages,
    events: SiteEvents,
  ) {
    const { rules, sites, zones, startEpochMs } = scenario;
    this.#rules = rules;
    this.#isBasedOnStart = scenario.profile === 'cb2303';
    this.#simulation = simulation;
    this.#index = index;
    this.#chooser = chooser;
    this.#deployments = deployments;
    this.#packages = packages;
    this.#events = events;
    this.#clocks = rules.map(({ site }) => new ZoneClock(zones[sites[site]!.zone]!, startEpochMs));
    let count = 0;
    this.#firsts = rules.map((rule) => {
      count += rule.deployments.length;
      return count - rule.deployments.length;
    });
    this.enabled = Uint8Array.from(rules, ({ enabled }) => (enabled ? 1 : 0));
    this.group = new Int32Array(rules.length).fill(NONE);
    this.startedMs = new Float64Array(rules.length).fill(NONE);
    this.day = new Int32Array(rules.length).fill(NONE);
    this.runsThatDay = new Int32Array(rules.length);
    this.added = Uint8Array.from(
      rules.flatMap((rule) => rule.deployments),
      ({ isInitial }) => (isInitial ? 1 : 0),
    );
    this.runCount = new Int32Array(rules.length);
    this.groupRun = new Int32Array(rules.length);
    simulation.state.own('rules', this, [
      'enabled',
      'group',
      'startedMs',
      'day',
      'runsThatDay',
      'added',
      'runCount',
      'groupRun',
    ]);
    this.#due = simulation.declare({
      name: 'rule is evaluated',
      of: 'rule',
      phase: Phase.control,
      owner: this as Rules,
      entityCount: Math.max(1, rules.length),
      run: Rules.prototype.onDue,
    });
  }

  begin(): void {
    this.#rules.forEach(({ startsMs }, rule) => {
      for (const atMs of startsMs) if (atMs >= 0) this.#due.at(atMs, rule);
    });
  }

  /** Its schedule, or a synchronization of its site: an enabled rule is evaluated, three times a day at most. */
  onDue(rule: number): void {
    if (this.enabled[rule] === 0) return;
    const today = localDayOf(this.#clocks[rule]!.toLocal(this.#simulation.nowMs));
    if (this.day[rule] !== today) this.runsThatDay[rule] = 0;
    if (this.runsThatDay[rule]! >= RUNS_PER_DAY_MAX) return;
    this.day[rule] = today;
    this.runsThatDay[rule]!++;
    this.evaluate(rule);
  }

  synchronized(site: number): void {
    this.#rules.forEach((rule, number) => {
      if (rule.site === site && rule.afterSynchronization) this.onDue(number);
    });
  }

  /** By hand a disabled rule runs too. */
  evaluate(rule: number): void {
    const { candidates, selection, site, group } = this.#rules[rule]!;
    const nowMs = this.#simulation.nowMs;
    const run = this.runCount[rule]!++;
    const chosen = this.#chooser.choose(candidates, selection, site, nowMs);
    if (chosen.length > RULE_UPDATES_MAX) {
      return this.#events.note('ruleFailed', rule, chosen.length, site);
    }
    this.#events.note('ruleEvaluated', rule, chosen.length, site);
    if (group === 'new' && chosen.length === 0) return;
    this.#fill(rule, chosen);
    this.groupRun[rule] = run;
    this.startedMs[rule] = nowMs;
    const pack = this.#rules[rule]!.package;
    const lacking = chosen.filter((update) => !this.#packages.hasContent(update, site));
    if (pack !== NONE) this.#packages.download(pack, lacking);
    this.#deployWhenDownloaded(rule);
  }

  /** A package has got files: rules may have waited for these. */
  downloaded(): void {
    for (let rule = 0; rule < this.#rules.length; rule++) {
      if (this.startedMs[rule] !== NONE) this.#deployWhenDownloaded(rule);
    }
  }

  setEnabled(rule: number, isEnabled: boolean): void {
    this.#events.note(isEnabled ? 'ruleEnabled' : 'ruleDisabled', rule, 0, this.#rules[rule]!.site);
    this.enabled[rule] = isEnabled ? 1 : 0;
  }

  /** The rule gets a further deployment: at once of the group that it has, and with every later run. */
  addDeployment(rule: number, added: number): void {
    if (this.added[this.#firsts[rule]! + added] === 1) return;
    this.added[this.#firsts[rule]! + added] = 1;
    if (this.group[rule] === NONE || this.startedMs[rule] !== NONE) return;
    this.#deploy(rule, added, this.#simulation.nowMs);
  }

  /** An administrator has changed the updates of a deployment: its group is the rule's, if it is of the last run. */
  regroup(deployment: number): void {
    this.#rules.forEach((rule, number) => {
      if (this.group[number] === NONE || this.startedMs[number] !== NONE) return;
      if (!rule.deployments.some((each) => this.#slotOf(number, each) === deployment)) return;
      if (!this.#deployments.exists(deployment, rule.site)) return;
      const updates = this.#index.updatesOf(deployment, rule.site);
      this.group[number] = this.#index.revisions.add({ updates, availableMs: [], deadlineMs: null });
    });
  }

  /** The group is a new one, or emptied and filled again. */
  #fill(rule: number, chosen: readonly number[]): void {
    const { site, group } = this.#rules[rule]!;
    const before = group === 'new' ? [] : this.#updatesOf(rule);
    const addedCount = chosen.filter((update) => !before.includes(update)).length;
    const removedCount = before.filter((update) => !chosen.includes(update)).length;
    if (removedCount > 0) this.#events.note('groupUpdatesRemoved', rule, removedCount, site);
    this.#events.note('groupUpdatesAdded', rule, addedCount, site);
    this.group[rule] = this.#index.revisions.add({ updates: chosen, availableMs: [], deadlineMs: null });
  }

  #updatesOf(rule: number): number[] {
    return this.group[rule] === NONE ? [] : this.#index.revisions.updatesOf(this.group[rule]!);
  }

  /** Until 2203 times were counted from the end of the evaluation, since then from its start (domain, rules). */
  #deployWhenDownloaded(rule: number): void {
    const { site, deployments } = this.#rules[rule]!;
    if (this.#rules[rule]!.package !== NONE) {
      if (!this.#updatesOf(rule).every((update) => this.#packages.hasContent(update, site))) return;
    }
    const baseMs = this.#isBasedOnStart ? this.startedMs[rule]! : this.#simulation.nowMs;
    this.startedMs[rule] = NONE;
    for (const number of deployments.keys()) {
      if (this.added[this.#firsts[rule]! + number] === 1) this.#deploy(rule, number, baseMs);
    }
  }

  #deploy(rule: number, number: number, baseMs: number): void {
    const { site, deployments } = this.#rules[rule]!;
    const slot = this.#slotOf(rule, deployments[number]!);
    if (slot === undefined) return this.#events.note('ruleFailed', rule, 0, site);
    this.#deployments.deploy(slot, site, this.#updatesOf(rule), baseMs);
  }

  #slotOf(rule: number, { slots }: RuleDeployment): number | undefined {
    if (this.#rules[rule]!.group === 'existing') return slots[0];
    return slots[this.groupRun[rule]!];
  }
}
