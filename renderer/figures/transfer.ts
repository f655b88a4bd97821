/** How far a transfer is, how fast, and how long it still takes. */
import { bytes, duration } from '../../preload/schema/format'

interface Moment { readonly received: number; readonly total: number; /** Seconds. */ readonly at: number }
export interface Transfer extends Moment {
  /** Of the last seconds, oldest first: what a rate is measured over. */
  readonly before: readonly Moment[]
}

/** A connection’s speed changes; over less it jumps. */
const window = 5

export const transferAfter = (transfer: Transfer | null, now: Moment): Transfer => {
  const known = transfer === null ? [] : [...transfer.before, { ...transfer }]
  return { ...now, before: known.filter(({ at }) => now.at - at <= window).map(({ received, total, at }) =>
    ({ received, total, at })) }
}

/** Bytes a second; null before anything was measured. */
export function rateOf({ received, at, before: [first] }: Transfer): number | null {
  return first === undefined || at <= first.at ? null : (received - first.received) / (at - first.at)
}

/** "12.0 MiB of 162 MiB, 3.10 MiB/s, 48 s left" */
export function transferWords(transfer: Transfer | null): string {
  if (transfer === null) return 'Asking for the first bytes …'
  const { received, total } = transfer
  const rate = rateOf(transfer)
  const done = `${bytes(received)} of ${bytes(total)}`
  if (rate === null || rate <= 0) return done
  return `${done}, ${bytes(rate)}/s, ${duration((total - received) / rate)} left`
}
