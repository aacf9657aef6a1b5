import type { Canvas, SvgNode } from './charts/canvas.ts';

/*
 * What a report is made of, before it is a page, a text for a pull request or a table: sections of blocks. Texts are
 * plain: whatever stands in them is shown as text.
 */

/** `cannotTell`: luck leaves it open, or there is no value. */
export type VerdictMark = 'met' | 'notMet' | 'cannotTell';

/** A table for people: figures are texts with their units, told in words that are few. */
export interface DataTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Columns that hold figures and stand to the right. */
  readonly figures: readonly number[];
  /** Where more of it is, such as `compliance.csv`. */
  readonly more?: string | undefined;
}

/** A picture that says one thing. */
export interface Chart {
  /** What it shows, with the unit: the heading above it. */
  readonly title: string;
  /** What a reader who does not see it has to know: a sentence or two with the figures that matter. */
  readonly description: string;
  /** Draws it as wide as the canvas: once for wide pages, once for narrow ones. */
  readonly draw: (canvas: Canvas) => SvgNode;
  /** The figures behind it. */
  readonly table: DataTable;
}

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  /** The answer: what is read first. */
  | { readonly kind: 'lead'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | {
      readonly kind: 'verdicts';
      readonly items: readonly { readonly mark: VerdictMark; readonly text: string }[];
    }
  /** `summary`: folded away under these words. */
  | { readonly kind: 'table'; readonly caption: string; readonly table: DataTable; readonly summary?: string }
  | { readonly kind: 'chart'; readonly chart: Chart }
  /** Text in a fixed pitch, such as a file or a command; `summary`: folded away under these words. */
  | { readonly kind: 'code'; readonly text: string; readonly summary?: string };

export interface Section {
  /** Names it in links: letters and hyphens. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** A whole report. */
export interface Report {
  readonly title: string;
  /** One line under the title. */
  readonly subtitle: string;
  readonly sections: readonly Section[];
}
