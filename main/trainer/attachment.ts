import { constants, getPriority, setPriority } from 'node:os'

/**
 * Whether a job ends with the process that started it. A command's training does, however the command ends, so that
 * none is left that nobody owns. A window's training goes on when the window is closed, and short jobs end by
 * themselves.
 */
export type Attachment = 'attached' | 'detached'

/**
 * What asks a program to end. Job engines send several at once, and some send them to every process of a job, the
 * training process among them.
 */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const isAttached = (): boolean => process.argv[2] === ('attached' satisfies Attachment)

/** In the training process: whether the command it belongs to is gone. */
export const starterIsGone = (): boolean => isAttached() && !process.connected

/**
 * In the training process, before it has threads: one that a window started gives way to the window, whose tasks took
 * three times as long beside it on two cores. With nothing to give way to it is as fast as before.
 */
export function giveWay(): void {
  const { PRIORITY_BELOW_NORMAL: low } = constants.priority
  // Who is lower already may not be raised.
  if (!isAttached() && getPriority() < low) setPriority(low)
}

const exit = (): void => { process.exit(1) }

/** In the training process, until there is a run file: what is cut off before leaves nothing behind. */
export function endAtOnceWithStarter(): void {
  if (isAttached()) process.on('disconnect', exit)
}

/** From here on the work looks at `starterIsGone` itself, or is over. */
export function endInOrder(): void {
  process.off('disconnect', exit)
}
