import { type Parsed, quoted } from './units.ts';

/** The number of a weekday, 0 for Monday, by its name or its first three letters; −1 when it is none. */
export function weekdayOf(word: string): number {
  if (!/^[A-Za-z]{3,9}$/.test(word)) return -1;
  const full = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const lower = word.toLowerCase();
  return full.findIndex((day) => day === lower || day.slice(0, 3) === lower);
}

/** `Mon-Fri`, `Mon, Wed, Fri` or `daily` as a set of bits. */
export function parseWeekdays(text: string): Parsed<number> {
  if (text === 'daily') return { value: 0b1111111 };
  let bits = 0;
  for (const part of text.split(',')) {
    const ends = part.split('-').map((word) => weekdayOf(word.trim()));
    const [first, last = first] = ends as [number, number?];
    if (ends.length > 2 || ends.includes(-1) || last! < first) {
      return { problem: `${quoted(text)} are not weekdays; write for example Mon-Fri, or Mon, Wed` };
    }
    for (let day = first; day <= last!; day++) bits |= 1 << day;
  }
  return { value: bits };
}
