/**
 * What a client is at with the content of an update. `fetching`: over none of our links; `waitingForPeers`: until one of
 * them has the file.
 */
export const Stage = {
  idle: 0,
  waitingForContent: 1,
  locating: 2,
  transferring: 3,
  waitingForReturn: 4,
  fetching: 5,
  waitingForPeers: 6,
} as const;
