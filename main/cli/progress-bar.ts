/** A training's progress on a terminal: one line that is drawn over, and a lasting line for whatever ended. */
import { snapshotName } from '../../preload/schema/moments'
import { count, duration, loss, percentWithUnit, secondsWithUnit } from '../../preload/schema/format'
import { preparationOf, type Progress } from '../../preload/schema/run'
import type { RunMessage } from '../trainer/messages'

const barWidth = 24

export class ProgressBar {
  readonly #stream: NodeJS.WriteStream
  #drawn = false

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream
  }

  show(message: RunMessage): void {
    switch (message.kind) {
      case 'progress': return this.#draw(progressLine(message.progress))
      case 'epoch': {
        const { epoch, phase, trainLoss, testError, drift, seconds } = message.record
        const drifted = drift === null ? '' : `   drift ${percentWithUnit(drift)}`
        return this.#keep(
          `epoch ${epoch} (${phase})   training loss ${loss(trainLoss)}   ` +
            `test error ${percentWithUnit(testError)}${drifted}   ${secondsWithUnit(seconds)}`
        )
      }
      case 'snapshot': {
        const { epoch, sparsity, churn, examples } = message.record
        const figures = `sparsity ${percentWithUnit(sparsity)}   churn ${percentWithUnit(churn)}`
        return this.#keep(
          `${snapshotName(message.record)} after epoch ${epoch}   ${count(examples)} masks   ${figures}`
        )
      }
      case 'pruning': {
        const { epoch, weights, kept, layers, seconds } = message.record
        const by = layers.some(({ coactivation }) => coactivation !== null)
          ? `   counted in ${secondsWithUnit(seconds)}`
          : ''
        return this.#keep(
          `pruned after epoch ${epoch}   ${count(weights - kept)} of ${count(weights)} weights ` +
            `(${percentWithUnit((weights - kept) / weights)})${by}`
        )
      }
      case 'refit': {
        const { iteration, before, after, seconds } = message.record
        const errors = `error ${percentWithUnit(before.error)} → ${percentWithUnit(after.error)}`
        return this.#keep(
          `classifier refitted after iteration ${iteration}   ` +
            `loss ${loss(before.objective)} → ${loss(after.objective)}   ${errors}   ${secondsWithUnit(seconds)}`
        )
      }
      case 'created': return
    }
  }

  /** What is done before there is progress. */
  step(step: string): void {
    this.#draw(`${step} …`)
  }

  clear(): void {
    if (this.#drawn) this.#stream.write('\r\x1b[K')
    this.#drawn = false
  }

  #draw(line: string): void {
    if (!this.#stream.isTTY) return
    this.#stream.write(`\r${line.slice(0, Math.max(20, this.#stream.columns - 1))}\x1b[K`)
    this.#drawn = true
  }

  #keep(line: string): void {
    this.clear()
    this.#stream.write(line + '\n')
  }
}

function progressLine(progress: Progress): string {
  const preparation = preparationOf(progress)
  if (preparation !== null) return `preparing: ${preparation}`
  const { activity, phase, epoch, iteration, iterations, examplesPerSecond, secondsLeft } = progress
  const done = iteration / iterations
  const filled = Math.round(done * barWidth)
  const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled)
  const rate = examplesPerSecond === null ? '' : `   ${count(examplesPerSecond)} examples/s`
  const left = secondsLeft === null ? '' : `   ${duration(secondsLeft)} left`
  return `${bar} ${Math.floor(done * 100)} %   epoch ${epoch.toFixed(1)}   ${activity} (${phase})${rate}${left}`
}
