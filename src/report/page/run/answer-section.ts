import { judge } from '../../../experiment/metrics/thresholds.ts';
import { groupThousands } from '../../number.ts';
import { compliantShare } from '../../summary/deployments.ts';
import { reachedText } from '../../thresholds.ts';
import { formatDuration } from '../../time.ts';
import type { Block, DataTable, Section } from '../blocks.ts';
import type { RunSource } from '../source.ts';
import { type Course, coursesOf, endOf } from './courses.ts';
import { factsOf } from './facts.ts';

const HOUR_MS = 3_600_000;
/** Deployments that are told of in a sentence each, and those of the table. */
const LEADS_MAX = 3;
const DEPLOYMENTS_MAX = 12;

/** What came out, in words, and whether the thresholds of the scenario were met. */
export function answerSection(source: RunSource): Section {
  const courses = coursesOf(source.scenario, source.tables);
  const metrics = metricsOf(source);
  const values = new Map(metrics.map(({ name, value }) => [name, value]));
  const blocks: Block[] = courses
    .slice(0, LEADS_MAX)
    .map((course) => ({ kind: 'lead', text: leadOf(course, values) }));
  const verdicts = judge(source.scenario.thresholds, metrics);
  if (verdicts.length > 0) {
    const items = verdicts.map((verdict) => ({
      mark:
        verdict.value === null
          ? ('cannotTell' as const)
          : verdict.met
            ? ('met' as const)
            : ('notMet' as const),
      text: `${verdict.threshold.text}: ${reachedText(verdict)}`,
    }));
    blocks.push({ kind: 'verdicts', items });
  }
  const facts = factsOf(source);
  if (facts.length > 0) blocks.push({ kind: 'list', items: facts });
  if (courses.length > LEADS_MAX)
    blocks.push({ kind: 'table', caption: captionOf(courses), table: tableOf(courses, values) });
  if (source.warnings.length > 0)
    blocks.push({ kind: 'text', text: 'Before you rely on this:' }, { kind: 'list', items: source.warnings });
  return { id: 'answer', title: 'The answer', blocks };
}

function metricsOf({ tables }: RunSource) {
  return tables.rows('summary').map(({ metric, value, unit }) => ({
    name: String(metric),
    value: typeof value === 'number' ? value : null,
    unit: String(unit),
  }));
}

type Values = ReadonlyMap<string, number | null>;

/** `April: 95 % of 4,000 members are compliant 8 d 16 h after the release. At the end 100.0 % are; the console shows 99.8 %.` */
function leadOf(course: Course, values: Values): string {
  const { name } = course;
  const { members, actual, shown } = endOf(course);
  const reached = reachedAfter(name, values);
  const first =
    reached === null
      ? `fewer than 95 % of ${groupThousands(members)} members are compliant at any time of the run`
      : `95 % of ${groupThousands(members)} members are compliant ${reached} after the release`;
  return `${name}: ${first}. At the end ${compliantShare(actual / members)} are, and the console shows ${compliantShare(shown / members)}.`;
}

/** Null: 95 % of the members were not compliant at any time. */
function reachedAfter(name: string, values: Values): string | null {
  const hours = values.get(`coverage.${name}.actual.p95.sinceReleaseHours`) ?? null;
  return hours === null ? null : formatDuration(hours * HOUR_MS);
}

function captionOf({ length }: readonly Course[]): string {
  return length > DEPLOYMENTS_MAX
    ? `The ${DEPLOYMENTS_MAX} largest of ${length} deployments`
    : `All ${length} deployments`;
}

function tableOf(courses: readonly Course[], values: Values): DataTable {
  return {
    head: ['Deployment', 'members', '95 % compliant after', 'actual at the end', 'shown at the end'],
    rows: courses.slice(0, DEPLOYMENTS_MAX).map((course) => {
      const { members, actual, shown } = endOf(course);
      return [
        course.name,
        groupThousands(members),
        reachedAfter(course.name, values) ?? 'not reached',
        compliantShare(actual / members),
        compliantShare(shown / members),
      ];
    }),
    figures: [1, 2, 3, 4],
    more: 'coverage.csv',
  };
}
