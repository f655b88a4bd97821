/**
 * A training process that has read its program before anyone asks for it, and waits for its job: a training started
 * from a page has its run file a quarter of a second sooner.
 */
import type { Attachment } from './attachment'
import { newTrainer, type Trainer } from './launch'

/** Until what a page asks for when it is opened has been answered. */
const soon = 1500

export class SpareTrainer {
  readonly #attachment: Attachment
  #waiting: Trainer | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(attachment: Attachment) {
    this.#attachment = attachment
  }

  /** Has one waiting in a while, unless there is. */
  prepare(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.#waiting ??= this.#wait()
    }, soon).unref()
  }

  #wait(): Trainer {
    const trainer = newTrainer(this.#attachment)
    // It is no reason for this process to go on, and ends with it.
    setHeld(trainer, false)
    const forget = (): void => { if (this.#waiting === trainer) this.#end() }
    trainer.process.once('exit', forget)
    trainer.process.once('error', forget)
    return trainer
  }

  /** @returns null where none waits */
  take(): Trainer | null {
    const trainer = this.#waiting
    this.#waiting = null
    if (trainer?.process.connected !== true) return null
    setHeld(trainer, true)
    return trainer
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#end()
  }

  #end(): void {
    const trainer = this.#waiting
    this.#waiting = null
    trainer?.process.kill('SIGKILL')
    trainer?.words.close()
  }
}

/** Whether this process goes on as long as that one does. */
function setHeld({ process: trainer }: Trainer, held: boolean): void {
  const change = held ? 'ref' : 'unref'
  trainer[change]()
  trainer.channel?.[change]()
}
