import type { LimitUse } from '../../../scenario/limits.ts';
import { groupThousands } from '../../number.ts';
import { percent } from '../../summary/figures.ts';
import type { Block, Section } from '../blocks.ts';
import { limitsChart } from '../charts/limits-chart.ts';
import type { RunSource } from '../source.ts';

/** The use of one limit that is the largest of all servers or sites that it holds for. */
interface Fullest {
  readonly use: LimitUse;
  readonly share: number;
  /** How many it holds for. */
  readonly count: number;
  /** How many of them are beyond it. */
  readonly beyond: number;
}

/** How much of what Microsoft supports at most the scenario has: of every limit the server or site that is fullest. */
export function limitsSection({ limits }: RunSource): Section | null {
  const fullest = fullestOf(limits);
  if (fullest.length === 0) return null;
  const [first] = fullest;
  const beyond = fullest.filter(({ share }) => share > 1);
  const sources = [...new Set(fullest.map(({ use }) => use.limit.source))];
  const blocks: Block[] = [
    {
      kind: 'text',
      text: `${beyondWords(beyond)} Limits are those of ${sources.join(' and ')}. Clients of several servers count evenly.`,
    },
    {
      kind: 'chart',
      chart: {
        title: 'Used share of what is supported, of each limit where it is fullest',
        description: `The fullest is ${first!.use.name}: ${countText(first!)} ${first!.use.limit.of}, ${percent(first!.share)}.`,
        draw: (canvas) =>
          limitsChart(
            canvas,
            fullest.map((each) => ({
              name: `${each.use.name}: ${countText(each)} ${each.use.limit.of}`,
              share: each.share,
              figure: percent(each.share),
            })),
          ),
        table: {
          head: ['Limit', 'fullest', 'has', 'supported', 'used', 'held by', 'beyond it'],
          rows: fullest.map(({ use, share, count, beyond: over }) => [
            use.limit.of,
            use.name,
            groupThousands(use.count),
            groupThousands(use.limit.max),
            percent(share),
            groupThousands(count),
            groupThousands(over),
          ]),
          figures: [2, 3, 4, 5, 6],
        },
      },
    },
  ];
  return { id: 'limits', title: 'Head-room', blocks };
}

/** By limit; those of which nothing is used are left out. The fullest first. */
function fullestOf(uses: readonly LimitUse[]): readonly Fullest[] {
  const byLimit = new Map<string, LimitUse[]>();
  for (const use of uses) byLimit.set(use.limit.of, [...(byLimit.get(use.limit.of) ?? []), use]);
  return [...byLimit.values()]
    .map((same): Fullest => {
      const use = same.reduce((most, each) => (each.count > most.count ? each : most));
      const beyond = same.filter(({ count, limit }) => count > limit.max).length;
      return { use, share: use.count / use.limit.max, count: same.length, beyond };
    })
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}

function beyondWords(beyond: readonly Fullest[]): string {
  if (beyond.length === 0) return 'Everything is within what Microsoft supports.';
  const parts = beyond.map(({ use, share, beyond: over }) => {
    const others = over > 1 ? ` and ${over - 1} more` : '';
    return `${use.name}${others} (${percent(share)} of the ${use.limit.of})`;
  });
  return `More than Microsoft supports: ${parts.join(', ')}.`;
}

function countText({ use }: Fullest): string {
  return `${groupThousands(use.count)} of ${groupThousands(use.limit.max)}`;
}
