import type { Scenario } from '../../../model/scenario.ts';
import { groupThousands } from '../../number.ts';
import { compliantShare } from '../../summary/deployments.ts';
import { percent } from '../../summary/figures.ts';
import type { Chart, DataTable, Section } from '../blocks.ts';
import { type ComplianceCurves, complianceChart } from '../charts/compliance-chart.ts';
import type { RunSource } from '../source.ts';
import { type Course, coursesOf, deadlinesOf, endOf, minuteText, type Standing, thinned } from './courses.ts';

/** The figures of the table behind the curves of one deployment: so many instants, evenly spaced. */
const TABLE_ROWS = 12;
/** Deployments that are drawn, and those that the table tells of. */
const PICTURES_MAX = 6;
const DEPLOYMENTS_MAX = 30;
const POINTS_MAX = 240;

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
  return {
    title: `Compliant share of the members of ${name}`,
    description: `At the end ${sharesText(endOf(course))} ${gapText(course, scenario)}`,
    draw: (canvas) => complianceChart(canvas, [curvesOf(course, scenario, canvas.isNarrow)]),
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
  const largest = courses[0]!;
  const rest = courses.length - drawn.length;
  const which =
    rest === 0
      ? `${drawn.length} deployments`
      : `the ${drawn.length} largest of ${courses.length} deployments`;
  return {
    title: `Compliant share of the members of ${which}`,
    description: `Of ${largest.name}, the largest, ${sharesText(endOf(largest))} ${gapText(largest, scenario)}`,
    draw: (canvas) =>
      complianceChart(
        canvas,
        drawn.map((course) => curvesOf(course, scenario, canvas.isNarrow)),
      ),
    table: tableOfMany(courses, scenario),
  };
}

function curvesOf(course: Course, scenario: Scenario, isNarrow: boolean): ComplianceCurves {
  const dateOf = (timeMs: number) => new Date(scenario.startEpochMs + timeMs);
  return {
    name: course.name,
    shares: thinned(course.standings, isNarrow ? POINTS_MAX / 2 : POINTS_MAX).map((standing) => ({
      time: dateOf(standing.timeMs),
      actual: share(standing, 'actual'),
      shown: share(standing, 'shown'),
    })),
    deadlines: deadlinesOf(scenario, course.deployment).map(dateOf),
  };
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
