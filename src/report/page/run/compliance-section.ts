import type { Scenario } from '../../../model/scenario.ts';
import { groupThousands } from '../../number.ts';
import { compliantShare } from '../../summary/deployments.ts';
import { percent } from '../../summary/figures.ts';
import type { Chart, DataTable, Section } from '../blocks.ts';
import { type ComplianceCurves, complianceChart } from '../charts/compliance-chart.ts';
import type { RunSource } from '../source.ts';
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

/** The figures of the table behind the curves of one deployment: so many instants, evenly spaced. */
const TABLE_ROWS = 12;
/** Deployments that are drawn, and those that the table tells of. */
const PICTURES_MAX = 6;
const DEPLOYMENTS_MAX = 30;
const POINTS_MAX = 240;
const DAY_MS = 86_400_000;

/** Compliance with every deployment over time: as the machines are, and as the console shows it. */
export function complianceSection({ scenario, tables }: RunSource): Section | null {
  const courses = coursesOf(scenario, tables);
  if (courses.length === 0) return null;
  const chart = courses.length === 1 ? singleChart(courses[0]!, scenario) : chartOfMany(courses, scenario);
  return {
    id: 'compliance',
    title: 'Compliance over time',
    blocks: [
      {
        kind: 'text',
        text: 'Actual is what is installed on the machines. Shown is what the console says after its last summary. The space between them is what no console can show.',
      },
      { kind: 'chart', chart },
    ],
  };
}

function singleChart(course: Course, scenario: Scenario): Chart {
  const { name, standings } = course;
  const view = viewOf([course], scenario);
  return {
    title: `Compliant share of the members of ${name}`,
    description: `At the end ${sharesText(endOf(course))} ${gapText(course, scenario)}${view.leftOut}`,
    draw: (canvas) => complianceChart(canvas, curvesOf(view, scenario, canvas.isNarrow)),
    table: {
      head: ['Time', 'members', 'actual', 'shown'],
      rows: thinned(standings, TABLE_ROWS).map((standing) => [
        minuteText(scenario, standing.timeMs),
        groupThousands(standing.members),
        compliantShare(share(standing, 'actual')),
        compliantShare(share(standing, 'shown')),
      ]),
      figures: [1, 2, 3],
      more: 'compliance.csv',
    },
  };
}

/** Small multiples of the largest deployments, in the order of their release. */
function chartOfMany(courses: readonly Course[], scenario: Scenario): Chart {
  const drawn = courses
    .slice(0, PICTURES_MAX)
    .sort((a, b) => a.standings[0]!.timeMs - b.standings[0]!.timeMs || a.deployment - b.deployment);
  const view = viewOf(drawn, scenario);
  const largest = courses[0]!;
  const rest = courses.length - drawn.length;
  const which =
    rest === 0
      ? `${drawn.length} deployments`
      : `the ${drawn.length} largest of ${courses.length} deployments`;
  return {
    title: `Compliant share of the members of ${which}`,
    description: `Of ${largest.name}, the largest, ${sharesText(endOf(largest))} ${gapText(largest, scenario)}${view.leftOut}`,
    draw: (canvas) => complianceChart(canvas, curvesOf(view, scenario, canvas.isNarrow)),
    table: tableOfMany(courses, scenario),
  };
}

/** What is drawn of deployments on one axis of time. */
interface View {
  readonly courses: readonly Course[];
  /** Their updates were released at different times: what compares them is the time since then. */
  readonly isSinceRelease: boolean;
  /** Where the axis ends: an instant, or time since the release. */
  readonly untilMs: number;
  /** What is said of what it leaves out. */
  readonly leftOut: string;
}

function viewOf(courses: readonly Course[], scenario: Scenario): View {
  const releases = courses.map((course) => releaseMsOf(course, scenario));
  const isSinceRelease = new Set(releases).size > 1;
  const baseMs = (at: number) => (isSinceRelease ? releases[at]! : 0);
  const untilMs = Math.max(...courses.map((course, at) => settledMs(course) - baseMs(at)));
  const leftOut = courses.map((course, at) => leftOutText(course, baseMs(at) + untilMs));
  return { courses, isSinceRelease, untilMs, leftOut: leftOut.find((text) => text !== '') ?? '' };
}

function releaseMsOf({ deployment }: Course, { deployments }: Scenario): number {
  return deployments[deployment]!.releasedMs;
}

function curvesOf(view: View, scenario: Scenario, isNarrow: boolean): ComplianceCurves[] {
  return view.courses.map((course) => {
    const baseMs = view.isSinceRelease ? releaseMsOf(course, scenario) : 0;
    const timeOf = (timeMs: number) =>
      view.isSinceRelease ? (timeMs - baseMs) / DAY_MS : new Date(scenario.startEpochMs + timeMs);
    const standings = course.standings.filter(({ timeMs }) => timeMs - baseMs <= view.untilMs);
    return {
      name: course.name,
      shares: thinned(standings, isNarrow ? POINTS_MAX / 2 : POINTS_MAX).map((standing) => ({
        time: timeOf(standing.timeMs),
        actual: share(standing, 'actual'),
        shown: share(standing, 'shown'),
      })),
      deadlines: deadlinesOf(scenario, course.deployment).map(timeOf),
    };
  });
}

function tableOfMany(courses: readonly Course[], scenario: Scenario): DataTable {
  return {
    head: ['Deployment', 'members', 'actual at the end', 'shown at the end', 'farthest apart', 'on'],
    rows: courses.slice(0, DEPLOYMENTS_MAX).map((course) => {
      const end = endOf(course);
      const widest = widestGap(course);
      return [
        course.name,
        groupThousands(end.members),
        compliantShare(share(end, 'actual')),
        compliantShare(share(end, 'shown')),
        percent(gapOf(widest)),
        minuteText(scenario, widest.timeMs),
      ];
    }),
    figures: [1, 2, 3, 4],
    more: 'compliance.csv',
  };
}

function sharesText(standing: Standing): string {
  return `${compliantShare(share(standing, 'actual'))} are compliant and the console shows ${compliantShare(share(standing, 'shown'))}.`;
}

function gapText(course: Course, scenario: Scenario): string {
  const widest = widestGap(course);
  if (gapOf(widest) === 0) return 'The two never differ at the end of an interval.';
  return `The two are farthest apart on ${minuteText(scenario, widest.timeMs)}: ${percent(share(widest, 'actual'))} against ${percent(share(widest, 'shown'))}.`;
}

function widestGap({ standings }: Course): Standing {
  return standings.reduce((most, each) => (gapOf(each) > gapOf(most) ? each : most));
}

function gapOf(standing: Standing): number {
  return Math.abs(share(standing, 'actual') - share(standing, 'shown'));
}

function share(standing: Standing, reading: 'actual' | 'shown'): number {
  return standing[reading] / standing.members;
}
