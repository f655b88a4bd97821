/** The training process: takes one job, works on it, and exits. It alone loads TensorFlow. */
import { failureKindOf, sentenceOf } from '../../preload/schema/failure'
import { endAtOnceWithStarter, endInOrder, giveWay, hearStarter } from './attachment'
import { parseJob, titleOf } from './jobs'
import type { TrainerMessage } from './messages'
import { carryOut } from './work'

/** Whoever started the job may be gone; the run file still tells everything. */
function tell(message: TrainerMessage): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined)
}

async function work(message: unknown): Promise<void> {
  const job = parseJob(message)
  endAtOnceWithStarter(job)
  process.title = `maskscope ${titleOf(job)}`
  tell(await carryOut(job, tell))
}

/** Milliseconds in which what was told reaches whoever listens. */
const soon = 500

function begin(message: unknown): void {
  work(message)
    .catch((error: unknown) => {
      tell({
        kind: 'failed',
        of: failureKindOf(error),
        sentence: sentenceOf(error),
        details: error instanceof Error ? error.stack ?? '' : ''
      })
      process.exitCode = 1
    })
    .finally(() => {
      endInOrder()
      if (process.connected) process.disconnect()
      // Work that was cut off goes on in vain.
      setTimeout(() => process.exit(), soon).unref()
    })
}

giveWay()
process.once('message', (message) => {
  process.on('message', hearStarter)
  begin(message)
})
