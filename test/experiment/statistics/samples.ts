/** Eight figures of two scenarios under common luck, and five of a third: what the stored values are computed of. */
export const FIRST = [12.1, 15.3, 9.8, 22.7, 14.4, 18.2, 11.0, 16.9];
export const SECOND = [10.4, 14.9, 9.1, 19.8, 13.9, 15.0, 11.2, 14.1];
export const THIRD = [3.5, 4.25, 2.75, 9.5, 3.0];
