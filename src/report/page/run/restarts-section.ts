import type { Scenario } from '../../../model/scenario.ts';
import { groupThousands } from '../../number.ts';
import { percent } from '../../summary/figures.ts';
import { formatDuration } from '../../time.ts';
import type { Block, Chart, Section } from '../blocks.ts';
import { type HoursBar, type HoursColumn, hoursChart } from '../charts/hours-chart.ts';
import type { ResultTables, RunSource } from '../source.ts';
import { businessHoursOf, LocalHours } from './local-hours.ts';

const HOUR_MS = 3_600_000;
/** In longer intervals of the tables the hours of a day cannot be told apart. */
const INTERVAL_MAX_MS = 6 * HOUR_MS;

const KINDS = [
  { label: 'Forced: by a countdown or a write filter', isForced: true },
  { label: 'By a user, a shutdown, or otherwise', isForced: false },
] as const;
/** Causes of restarts that nobody chose: a countdown ran out, or a write filter was switched. */
export const FORCED_CAUSES: ReadonlySet<string> = new Set(['deadline', 'filter']);

/** Restarts of an interval, group and cause. */
interface Restarts {
  readonly kind: number;
  readonly cause: string;
  readonly group: string;
  readonly timeMs: number;
  readonly count: number;
  readonly outside: number;
  readonly metUser: number;
  readonly inFinal: number;
}

/** Restarts by the hour of the local day, against business hours. */
export function restartsSection({ scenario, tables }: RunSource): Section | null {
  const restarts = restartsOf(tables);
  if (restarts.length === 0) return null;
  const blocks: Block[] = [{ kind: 'text', text: disturbance(restarts) }];
  if (scenario.output.intervalMs <= INTERVAL_MAX_MS)
    blocks.push({ kind: 'chart', chart: hoursOfDay(restarts, scenario) });
  blocks.push({
    kind: 'table',
    caption: 'Restarts by cause',
    table: {
      head: ['Cause', 'restarts', 'in business hours', 'countdown met a user', 'in the final countdown'],
      rows: [...new Set(restarts.map(({ cause }) => cause))].sort().map((cause) => {
        const those = restarts.filter((each) => each.cause === cause);
        return [
          cause,
          groupThousands(sumOf(those, 'count')),
          groupThousands(insideOf(those)),
          groupThousands(sumOf(those, 'metUser')),
          groupThousands(sumOf(those, 'inFinal')),
        ];
      }),
      figures: [1, 2, 3, 4],
      more: 'restarts.csv',
    },
  });
  return { id: 'restarts', title: 'Restarts by hour of the local day', blocks };
}

function restartsOf(tables: ResultTables): Restarts[] {
  return tables.rows('restarts').map((row) => ({
    kind: FORCED_CAUSES.has(String(row.cause)) ? 0 : 1,
    cause: String(row.cause),
    group: String(row.group),
    timeMs: 1000 * Number(row.elapsedSeconds),
    count: Number(row.count),
    outside: Number(row.outsideBusinessHours),
    metUser: Number(row.countdownMetUser),
    inFinal: Number(row.inFinalCountdown),
  }));
}

function disturbance(restarts: readonly Restarts[]): string {
  const count = sumOf(restarts, 'count');
  const forced = restarts.filter(({ kind }) => kind === 0);
  const forcedCount = sumOf(forced, 'count');
  const outside = sumOf(restarts, 'outside');
  const words = `Of ${groupThousands(count)} restarts that completed an installation ${percent(outside / count)} fell outside business hours.`;
  if (forcedCount === 0) return `${words} None of them was forced.`;
  const inside = insideOf(forced);
  return `${words} ${groupThousands(forcedCount)} were forced, ${groupThousands(inside)} of these in business hours (${percent(inside / forcedCount)}). ${groupThousands(sumOf(restarts, 'metUser'))} countdowns met a signed-in user.`;
}

function hoursOfDay(restarts: readonly Restarts[], scenario: Scenario): Chart {
  const { businessHours } = scenario.clientSettings;
  const { bars, columns } = barsOf(restarts, scenario);
  const kinds = KINDS.map((_, kind) => kind).filter((kind) => bars.some(({ row }) => row === kind));
  const drawn = bars.map((bar) => ({ ...bar, row: kinds.indexOf(bar.row) }));
  const top = bars.reduce((most, each) => (each.count > most.count ? each : most));
  const shaded = columns.map(
    (isWorkingDay): HoursColumn => ({
      label: isWorkingDay ? 'working days' : 'other days',
      shaded: businessHoursOf(businessHours, isWorkingDay),
      shadeLabel: 'business hours',
    }),
  );
  const spread =
    scenario.output.intervalMs > HOUR_MS
      ? ` Counted in intervals of ${formatDuration(scenario.output.intervalMs)}, spread evenly over their hours.`
      : ' Counted by the hour.';
  return {
    title: 'Restarts by hour of the local day (restarts in that hour over the whole run)',
    description: `The most, ${groupThousands(top.count)}, between ${top.hour}:00 and ${top.hour + 1}:00 on ${shaded[top.column]!.label}.${spread}`,
    draw: (canvas) =>
      hoursChart(
        canvas,
        kinds.map((kind) => KINDS[kind]!),
        shaded,
        drawn,
      ),
    table: {
      head: [
        'Local hour',
        ...kinds.flatMap((kind) => shaded.map(({ label }) => `${kind === 0 ? 'forced' : 'other'}, ${label}`)),
      ],
      rows: Array.from({ length: 24 }, (_, hour) => [
        `${hour}:00–${hour + 1}:00`,
        ...kinds.flatMap((kind) =>
          shaded.map((_, column) => {
            const bar = bars.find(
              (each) => each.row === kind && each.column === column && each.hour === hour,
            );
            return groupThousands(bar?.count ?? 0);
          }),
        ),
      ]),
      figures: kinds.flatMap((_, at) => shaded.map((_, column) => at * shaded.length + column + 1)),
      more: 'restarts.csv',
    },
  };
}

/** Bars by kind, kind of day and hour; `columns`: the kinds of day that there are, those with business hours first. */
function barsOf(restarts: readonly Restarts[], scenario: Scenario): { bars: HoursBar[]; columns: boolean[] } {
  const hours = new LocalHours(scenario);
  const { weekdays } = scenario.clientSettings.businessHours;
  const columns = [true, false].filter((isWorkingDay) =>
    isWorkingDay ? weekdays !== 0 : weekdays !== ALL_DAYS,
  );
  const counts = KINDS.map(() => columns.map(() => new Float64Array(24)));
  for (const { kind, group, timeMs, count } of restarts) {
    for (const { hour, isWorkingDay, share } of hours.of(group, timeMs)) {
      counts[kind]![columns.indexOf(isWorkingDay)]![hour]! += count * share;
    }
  }
  const bars = counts.flatMap((ofKind, row) =>
    ofKind.flatMap((ofDay, column) => Array.from(ofDay, (count, hour) => ({ row, column, hour, count }))),
  );
  return { bars: bars.filter(({ count }) => count > 0), columns };
}

const ALL_DAYS = 0b1111111;

function insideOf(restarts: readonly Restarts[]): number {
  return sumOf(restarts, 'count') - sumOf(restarts, 'outside');
}

function sumOf(restarts: readonly Restarts[], column: 'count' | 'outside' | 'metUser' | 'inFinal'): number {
  return restarts.reduce((sum, each) => sum + each[column], 0);
}
