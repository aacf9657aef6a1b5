import * as Plot from '@observablehq/plot';
import { groupThousands } from '../../number.ts';
import { clip } from '../../summary/display-width.ts';
import type { Canvas, SvgNode } from './canvas.ts';
import { PALETTE } from './palette.ts';
import { utcAxis } from './utc-axis.ts';

/** A value at an instant; null: nothing to measure. */
export interface ValueAt {
  readonly time: Date;
  readonly value: number | null;
}

/** One of several small pictures of the same kind. */
export interface Panel {
  readonly name: string;
  /** Beside the name: the figure that matters. */
  readonly note: string;
  readonly values: readonly ValueAt[];
  /** A part of the values, shaded. */
  readonly part?: readonly ValueAt[];
}

export interface Panels {
  readonly panels: readonly Panel[];
  /** What is measured, with its unit. */
  readonly label: string;
}

const PANEL_PX = 92;
const GAP = 0.36;
const TOP_PX = 40;
const BOTTOM_PX = 34;
/** Room for the figures of the axis: as many digits as the largest one may have. */
const MARGIN_PX = 40;
const TICK_PX = 14;
const DIGIT_PX = 7;
const NAME_COLUMNS_WIDE = 90;
const NAME_COLUMNS_NARROW = 44;

/** Courses over time in UTC, one below the other on one scale from zero, each named above itself. */
export function panelsChart(canvas: Canvas, { panels, label }: Panels): SvgNode {
  const points = panels.flatMap(({ values }, panel) => values.map((each) => ({ ...each, panel })));
  const parts = panels.flatMap(({ part = [] }, panel) => part.map((each) => ({ ...each, panel })));
  const names = panels.map(({ name, note }, panel) => ({ panel, text: titleOf(canvas, name, note) }));
  const most = points.reduce((largest, { value }) => Math.max(largest, value ?? 0), 0);
  const marginLeft = Math.max(MARGIN_PX, TICK_PX + DIGIT_PX * groupThousands(2 * most).length);
  return canvas.plot({
    height: TOP_PX + panels.length * PANEL_PX + BOTTOM_PX,
    marginTop: TOP_PX,
    marginLeft,
    marginRight: 16,
    marginBottom: BOTTOM_PX,
    x: { type: 'utc' },
    y: { domain: [0, most === 0 ? 1 : most], nice: 2 },
    fy: { domain: panels.map((_, at) => at), axis: null, padding: GAP },
    marks: [
      utcAxis(canvas),
      Plot.gridY({ ticks: 2, stroke: PALETTE.rule, strokeOpacity: 1 }),
      Plot.axisY({ ticks: 2, label: null }),
      Plot.areaY(parts, { fy: 'panel', x: 'time', y1: 0, y2: 'value', fill: PALETTE.gap }),
      Plot.areaY(parts.length > 0 ? [] : points, {
        fy: 'panel',
        x: 'time',
        y1: 0,
        y2: 'value',
        fill: PALETTE.heat[1],
      }),
      Plot.lineY(points, { fy: 'panel', x: 'time', y: 'value', stroke: PALETTE.actual, strokeWidth: 1.5 }),
      Plot.text(names, {
        fy: 'panel',
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dx: 8 - marginLeft,
        dy: -21,
        text: 'text',
        fill: PALETTE.ink,
      }),
      Plot.text([label], {
        fy: () => 0,
        frameAnchor: 'top-left',
        textAnchor: 'start',
        dx: 8 - marginLeft,
        dy: -38,
        fill: PALETTE.quiet,
      }),
    ],
  });
}

function titleOf({ isNarrow }: Canvas, name: string, note: string): string {
  const columns = isNarrow ? NAME_COLUMNS_NARROW : NAME_COLUMNS_WIDE;
  return `${clip(name, Math.max(8, columns - note.length - 2))}: ${note}`;
}
