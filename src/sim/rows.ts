import type { StateBook } from './state.ts';

/**
 * A growing table of numbers: named columns, one row per observation. The recorder's verb for what is neither
 * counted, levelled nor tallied.
 */
export class Rows<Column extends string> {
  readonly columns: readonly Column[];
  length = 0;
  values: Float64Array;

  constructor(columns: readonly Column[], book?: StateBook, name?: string) {
    this.columns = columns;
    this.values = new Float64Array(64 * columns.length);
    if (book !== undefined && name !== undefined) book.own(`rows ${name}`, this, ['length', 'values']);
  }

  /** Adds one row; `cells` in the order of `columns`. */
  add(...cells: number[]): void {
    const width = this.columns.length;
    if (cells.length !== width) throw new Error(`a row of ${cells.length} cells for ${width} columns`);
    const at = this.length * width;
    if (at + width > this.values.length) {
      const larger = new Float64Array(this.values.length * 2);
      larger.set(this.values);
      this.values = larger;
    }
    this.values.set(cells, at);
    this.length++;
  }

  /** Forgets all rows. */
  clear(): void {
    this.length = 0;
  }

  /** Puts another value into a row that is there. */
  set(index: number, column: Column, value: number): void {
    const at = this.columns.indexOf(column);
    if (at < 0 || !(index < this.length)) throw new Error(`${column} of row ${index} of ${this.length}`);
    this.values[index * this.columns.length + at] = value;
  }

  /** The value of `column` in row `index`. */
  get(index: number, column: Column): number {
    return this.values[index * this.columns.length + this.columns.indexOf(column)]!;
  }
}
