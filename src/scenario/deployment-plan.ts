import { ARGUMENT_COUNT_MAX } from '../sim/event-queue.ts';
import type { Span } from './build-catalog.ts';
import { utcText } from './calendar.ts';
import type { Hierarchy } from './hierarchy.ts';
import type { Path } from './issue.ts';
import { type Named, Names, namedAt, type Parts } from './parts.ts';
import type { Mistakes } from './read.ts';
import { occurrences } from './recurrence.ts';
import type { TimedAction } from './timed-actions.ts';

export type WrittenRule = NonNullable<NonNullable<Parts['rules']>[number]>;

/** More than 3 evaluations a day are refused (domain, automatic deployment rules). */
export const RUNS_PER_DAY_MAX = 3;
const DAY_MS = 86_400_000;

/** A run of a rule that makes a group of its own. */
export interface Run {
  /** What tells its deployments from those of other runs. */
  readonly label: string;
  readonly atMs: number;
}

/** What a rule makes. */
export interface RulePlan {
  /** Its top-level site; −1 after a mistake. */
  readonly site: number;
  /** Evaluations by schedule, ascending. */
  readonly startsMs: readonly number[];
  /** The runs for which there are deployments: one for all when it refills one group. */
  readonly runs: readonly Run[];
  /** By deployment of the rule and run: its number among all deployments. */
  readonly slots: readonly (readonly number[])[];
}

/**
 * All deployments of a scenario by number and name: those by hand as written, those of phases, those that runs of
 * rules will create. Everything else refers to them by these.
 */
export interface DeploymentPlan {
  readonly names: Names;
  /** By deployment: the item that says it, in the file. */
  readonly paths: readonly Path[];
  /** By phased deployment: the numbers of its phases. */
  readonly phases: readonly (readonly number[])[];
  /** Null of a rule that could not be read. */
  readonly rules: readonly (RulePlan | null)[];
}

/** What plans of rules hang on. */
export interface PlanContext {
  readonly hierarchy: Hierarchy;
  readonly timed: readonly TimedAction[];
  readonly span: Span;
  readonly mistakes: Mistakes;
}

/** The top-level site that is written, or the only one; −1 after a mistake. */
export function topSiteOf(
  written: string | undefined,
  purpose: string,
  hierarchy: Hierarchy,
  path: Path,
  mistakes: Mistakes,
): number {
  const { tops, sites, names } = hierarchy;
  if (written === undefined) {
    if (tops.length === 1) return tops[0]!;
    const known = tops.map((site) => `"${sites[site]!.name}"`).join(', ');
    if (tops.length > 1) mistakes.at(path, `has to name the "site"; there are several at the top: ${known}`);
    return -1;
  }
  const site = names.find(written, [...path, 'site']);
  if (site < 0 || tops.includes(site)) return site;
  const top = sites[hierarchy.topOf(site)]!.name;
  mistakes.at(
    [...path, 'site'],
    `"${written}" is not a top-level site; ${purpose.replace('<top>', `"${top}"`)}`,
  );
  return -1;
}

/** Gives every deployment its number and name. */
export function planDeployments(parts: Parts, context: PlanContext): DeploymentPlan {
  const { mistakes } = context;
  const byHand = namedAt(mistakes.root, ['deployments']);
  Names.of('deployment', byHand, parts.deployments !== undefined, mistakes);
  const all: Named[] = [...byHand];
  const phases = (parts.phasedDeployments ?? []).map((phased, at) => {
    const numbers = (phased?.phases ?? []).map((_, number) => all.length + number);
    const names = numbers.map((_, number) => `${phased!.name} phase ${number + 1}`);
    add(names, ['phasedDeployments', at], all, all.length, mistakes);
    return numbers;
  });
  const rules = (parts.rules ?? []).map((rule, at): RulePlan | null => {
    if (rule === null) return null;
    const path: Path = ['rules', at];
    const plan = planRule(rule, path, context);
    const before = all.length;
    const slots = (rule.deployments ?? []).map((deployment) => {
      const first = all.length;
      const names = plan.runs.map(({ label }) => labelled([rule.name, deployment?.name, label]));
      add(names, path, all, before, mistakes);
      return names.map((_, run) => first + run);
    });
    return { ...plan, slots };
  });
  return {
    names: new Names('deployment', all, isRead(parts), mistakes),
    paths: all.map(({ path }) => path),
    phases,
    rules,
  };
}

/** False: what there is could not be read, which has been reported. */
function isRead({ deployments, rules, phasedDeployments }: Parts): boolean {
  return deployments !== undefined && rules !== undefined && phasedDeployments !== undefined;
}

function labelled(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join(' ');
}

/** Names are compared with those before number `others`: what is alike in one rule is told of the rule. */
function add(names: readonly string[], path: Path, all: Named[], others: number, mistakes: Mistakes): void {
  const count = all.length + names.length;
  if (all.length <= ARGUMENT_COUNT_MAX && count > ARGUMENT_COUNT_MAX) {
    mistakes.at(
      path,
      `makes ${count} deployments in all; at most ${ARGUMENT_COUNT_MAX} can be simulated: write a shorter "horizon", ` +
        'fewer runs, or "group: existing"',
    );
  }
  const taken = names.find((name) => all.slice(0, others).some((other) => other.name === name));
  if (taken !== undefined) {
    mistakes.at([...path, 'name'], `makes a deployment "${taken}", which is the name of another one already`);
  }
  all.push(...names.map((name) => ({ name, path })));
}

function planRule(rule: WrittenRule, path: Path, context: PlanContext): Omit<RulePlan, 'slots'> {
  const { hierarchy, span, mistakes } = context;
  const site = topSiteOf(
    rule.site,
    'rules are made at <top>, from whose database they choose',
    hierarchy,
    path,
    mistakes,
  );
  const startsMs = typeof rule.run === 'string' ? [] : instantsOf(rule.run, span);
  if (rule.group === 'existing') return { site, startsMs, runs: [{ label: '', atMs: startsMs[0] ?? 0 }] };
  const isScheduled = rule.run !== 'afterSynchronization';
  const scheduledMs = isScheduled ? startsMs : fewPerDay(synchronizationStarts(site, context));
  const acts = actsOn(rule.name, context.timed);
  const enabledMs = scheduledMs.filter((atMs) => isEnabled(rule.enabled, acts, atMs));
  const byHandMs = acts.flatMap(({ verb, atMs }) => (verb === 'runRule' ? [atMs] : []));
  const instantsMs = [...enabledMs, ...byHandMs].sort((a, b) => a - b);
  const days = instantsMs.map((atMs) => utcText(span.startEpochMs + atMs).slice(0, 10));
  const runs = instantsMs.map((atMs, number): Run => {
    if (!isScheduled) return { label: `run ${number + 1}`, atMs };
    const day = days[number]!;
    const nth = days.slice(0, number).filter((other) => other === day).length + 1;
    return { label: nth > 1 ? `${day} run ${nth}` : day, atMs };
  });
  return { site, startsMs, runs };
}

function instantsOf(run: Exclude<WrittenRule['run'], string>, { startEpochMs, horizonMs }: Span): number[] {
  return occurrences(run, startEpochMs, startEpochMs + horizonMs).map((epochMs) => epochMs - startEpochMs);
}

/** Every start of a synchronization of a top-level site, by schedule or by hand, ascending. */
export function synchronizationStarts(site: number, { hierarchy, timed, span }: PlanContext): number[] {
  const top = hierarchy.sites[site];
  const schedule = top?.written.synchronization?.schedule ?? 'off';
  const scheduled = schedule === 'off' ? [] : instantsOf(schedule, span);
  const byHand = timed.filter(({ written }) => {
    return written.do === 'syncNow' && (written.site === undefined || written.site === top?.name);
  });
  return [...scheduled, ...byHand.flatMap(({ instantsMs }) => instantsMs)].sort((a, b) => a - b);
}

/** Without those beyond the third of a day. */
function fewPerDay(instantsMs: readonly number[]): number[] {
  return instantsMs.filter((atMs, at) => {
    const before = instantsMs.slice(Math.max(0, at - RUNS_PER_DAY_MAX), at);
    return (
      before.filter((other) => Math.floor(other / DAY_MS) === Math.floor(atMs / DAY_MS)).length <
      RUNS_PER_DAY_MAX
    );
  });
}

interface RuleAct {
  readonly verb: 'enableRule' | 'disableRule' | 'runRule';
  readonly atMs: number;
}

function actsOn(rule: string, timed: readonly TimedAction[]): RuleAct[] {
  const acts = timed.flatMap(({ written, instantsMs }) => {
    const verb = written.do;
    if (written.rule !== rule) return [];
    if (verb !== 'enableRule' && verb !== 'disableRule' && verb !== 'runRule') return [];
    return instantsMs.map((atMs) => ({ verb, atMs }));
  });
  return acts.sort((a, b) => a.atMs - b.atMs);
}

/** What happens at an instant happens before all else of that instant. */
function isEnabled(atFirst: boolean, acts: readonly RuleAct[], atMs: number): boolean {
  const before = acts.filter((act) => act.atMs <= atMs && act.verb !== 'runRule');
  const last = before[before.length - 1];
  return last === undefined ? atFirst : last.verb === 'enableRule';
}
