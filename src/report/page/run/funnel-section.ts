import type { Scenario } from '../../../model/scenario.ts';
import { groupThousands } from '../../number.ts';
import { compliantShare } from '../../summary/deployments.ts';
import { formatDuration } from '../../time.ts';
import type { Block, Chart, DataTable, Section } from '../blocks.ts';
import { type FunnelStep, funnelChart } from '../charts/funnel-chart.ts';
import { rankedChart } from '../charts/ranked-chart.ts';
import type { RunSource } from '../source.ts';
import { CAUSE_WORDS } from './cause-words.ts';
import {
  type Course,
  coursesOf,
  deadlinesOf,
  endOf,
  leftOutText,
  minuteText,
  type Standing,
  settledMs,
  thinned,
} from './courses.ts';

/** What a client has to do until the site knows it as compliant, in this order as a rule. */
const STEPS = [
  { column: 'policyReceived', label: 'policy received' },
  { column: 'knowing', label: 'knows the updates' },
  { column: 'downloaded', label: 'content downloaded' },
  { column: 'installed', label: 'installed' },
  { column: 'actual', label: 'compliant (restarted)' },
  { column: 'stored', label: 'reported to the site' },
] as const satisfies readonly { readonly column: keyof Standing; readonly label: string }[];

const POINTS_MAX = 200;
const INSTANTS_MAX = 8;
const DEPLOYMENTS_MAX = 12;
const CAUSES_MAX = 10;

/** From targeted to reported: who is how far, how long each step takes, and why some are not through. */
export function funnelSection({ scenario, tables }: RunSource): Section | null {
  const courses = coursesOf(scenario, tables);
  const [largest] = courses;
  if (largest === undefined) return null;
  const blocks: Block[] = [
    {
      kind: 'text',
      text: `In each row the dark area is the share of members that has taken the step; the light one above it has taken the step before and waits here. A client may take steps in another order: one that scans before its policy comes knows the updates already.`,
    },
    { kind: 'chart', chart: wayChart(largest, scenario) },
  ];
  if (courses.length > 1)
    blocks.push({
      kind: 'table',
      caption: 'How far the members of each deployment are at the end',
      table: endTable(courses),
    });
  blocks.push(...unfinishedBlocks({ scenario, tables }));
  return { id: 'funnel', title: 'From targeted to reported', blocks };
}

function wayChart(course: Course, scenario: Scenario): Chart {
  const times = meanTimesMs(course, scenario);
  const instants = thinned(course.standings, INSTANTS_MAX - 1);
  return {
    title: `Steps that the ${groupThousands(endOf(course).members)} members of ${course.name} have taken (% of members)`,
    description: longestWait(times) + leftOutText(course, settledMs(course)),
    draw: (canvas) =>
      funnelChart(
        canvas,
        stepsOf(course, scenario, canvas.isNarrow ? POINTS_MAX / 2 : POINTS_MAX),
        deadlinesOf(scenario, course.deployment).map((at) => new Date(scenario.startEpochMs + at)),
      ),
    table: {
      head: ['Time', 'members', ...STEPS.map(({ label }) => label)],
      rows: [
        ...instants.map((standing) => [
          minuteText(scenario, standing.timeMs),
          groupThousands(standing.members),
          ...STEPS.map(({ column }) => groupThousands(standing[column])),
        ]),
        ['mean time until then', '', ...times.map(formatDuration)],
      ],
      figures: [1, ...STEPS.map((_, at) => at + 2)],
      more: 'compliance.csv',
    },
  };
}

function stepsOf(course: Course, { startEpochMs }: Scenario, countMax: number): FunnelStep[] {
  const untilMs = settledMs(course);
  const chosen = thinned(
    course.standings.filter(({ timeMs }) => timeMs <= untilMs),
    countMax,
  );
  const end = endOf(course);
  return STEPS.map(({ column, label }, at) => {
    const before = STEPS[at - 1]?.column ?? 'members';
    return {
      label,
      points: chosen.map((standing) => ({
        time: new Date(startEpochMs + standing.timeMs),
        share: standing[column] / standing.members,
        before: standing[before] / standing.members,
      })),
      figure: compliantShare(end[column] / end.members),
    };
  });
}

/**
 * Mean time from the beginning of a course to each step, over its members; who has not taken it by the end counts until
 * then. By Little's law: the mean share that has not, times the span. To within an interval of the tables.
 */
function meanTimesMs({ deployment, standings }: Course, scenario: Scenario): number[] {
  const { output, deployments } = scenario;
  const firstMs = standings[0]!.timeMs;
  const fromMs = Math.max(deployments[deployment]!.releasedMs, firstMs - output.intervalMs);
  return STEPS.map(({ column }) => {
    let sum = 0;
    let lastMs = fromMs;
    for (const standing of standings) {
      sum += (1 - standing[column] / standing.members) * (standing.timeMs - lastMs);
      lastMs = standing.timeMs;
    }
    return sum;
  });
}

/** The step that comes longest after all before it. */
function longestWait(timesMs: readonly number[]): string {
  let latestMs = 0;
  let longest = { step: 0, waitMs: -1 };
  timesMs.forEach((timeMs, step) => {
    if (timeMs - latestMs > longest.waitMs) longest = { step, waitMs: timeMs - latestMs };
    latestMs = Math.max(latestMs, timeMs);
  });
  const { label } = STEPS[longest.step]!;
  const whole = formatDuration(timesMs.at(-1)!);
  return `A member takes ${whole} on average until the site has its report; one that is not so far by the end counts until then. The longest wait, ${formatDuration(longest.waitMs)}, is for “${label}”.`;
}

function endTable(courses: readonly Course[]): DataTable {
  return {
    head: ['Deployment', 'members', ...STEPS.map(({ label }) => label)],
    rows: courses.slice(0, DEPLOYMENTS_MAX).map((course) => {
      const end = endOf(course);
      return [
        course.name,
        groupThousands(end.members),
        ...STEPS.map(({ column }) => compliantShare(end[column] / end.members)),
      ];
    }),
    figures: [1, ...STEPS.map((_, at) => at + 2)],
    more: 'compliance.csv',
  };
}

interface Unfinished {
  readonly deployment: string;
  readonly cause: string;
  readonly count: number;
}

/** Why clients are not compliant at the end, the most frequent first. */
function unfinishedBlocks({ scenario, tables }: Pick<RunSource, 'scenario' | 'tables'>): Block[] {
  const unfinished = new Map<string, Unfinished>();
  for (const row of tables.rows('unfinished')) {
    const [deployment, cause] = [String(row.deployment), String(row.cause)];
    const key = JSON.stringify([deployment, cause]);
    const count = Number(row.count) + (unfinished.get(key)?.count ?? 0);
    unfinished.set(key, { deployment, cause, count });
  }
  const ranked = [...unfinished.values()].sort((a, b) => b.count - a.count);
  if (ranked.length === 0) return [{ kind: 'text', text: 'At the end every member is compliant.' }];
  return [{ kind: 'chart', chart: causesChart(ranked, scenario.deployments.length > 1) }];
}

function causesChart(ranked: readonly Unfinished[], isNamed: boolean): Chart {
  const first = ranked[0]!;
  const total = ranked.reduce((sum, { count }) => sum + count, 0);
  const words = (cause: string) => CAUSE_WORDS[cause as keyof typeof CAUSE_WORDS] ?? cause;
  const labelOf = ({ deployment, cause }: Unfinished) =>
    isNamed ? `${words(cause)} · ${deployment}` : words(cause);
  return {
    title: 'Members that are not compliant at the end, by what they wait for (clients)',
    description: `${groupThousands(total)} in all; most of them, ${groupThousands(first.count)}: ${words(first.cause)} (${first.deployment}).`,
    draw: (canvas) =>
      rankedChart(
        canvas,
        ranked.slice(0, CAUSES_MAX).map((each) => ({
          label: labelOf(each),
          value: each.count,
          figure: groupThousands(each.count),
        })),
        'clients',
      ),
    table: {
      head: ['Deployment', 'Cause', 'Clients'],
      rows: ranked.map(({ deployment, cause, count }) => [deployment, words(cause), groupThousands(count)]),
      figures: [2],
      more: 'unfinished.csv',
    },
  };
}
