/** A value of an answer: instants, dates and all that is no number, boolean or text have become texts. */
export type AnswerValue = string | number | bigint | boolean | null;

/** What a column of an answer holds; `other`: instants, truth values and the like. */
export type AnswerKind = 'number' | 'text' | 'other';

/** What a query gave: its columns, and its rows as they come. */
export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly kinds: readonly AnswerKind[];
  readonly batches: AsyncIterable<readonly (readonly AnswerValue[])[]>;
}

/** A query that cannot be answered, and why, in one line. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}
