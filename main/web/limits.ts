/** What one page, and all of them together, may take of the server. */
export interface Limits {
  /** Pages at once; every other is told to come later. */
  pages: number
  /** Calls of one page that are being answered. */
  callsAtOnce: number
  /** Calls of one page that wait for their turn; until some have had it, nothing more is read from its socket. */
  callsWaiting: number
  /** Bytes of answers that a page has not read; until it has, none of its calls is begun. */
  unreadBytes: number
  /** Milliseconds for which that many may lie unread without a byte of them being taken; then the socket is closed. */
  patience: number
}

/**
 * A page that opens asks for about a dozen things at once, the largest of which has a few megabytes. A call has at most
 * a megabyte, so that one page holds at most some 30 MB of memory here.
 */
export const usualLimits: Limits = {
  pages: 32, callsAtOnce: 24, callsWaiting: 16, unreadBytes: 8 * 2 ** 20, patience: 60_000
}
