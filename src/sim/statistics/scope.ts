/** What a measure covers: the time since the last row of a table, or the whole measured span. */
export type Scope = 'interval' | 'total';

/** The place of a scope in columns that hold one value for each. */
export function scopeIndex(scope: Scope): 0 | 1 {
  return scope === 'interval' ? 0 : 1;
}
