/** A job that shows no progress is given up, and one that has shown some is left alone. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { launch, type Trainer } from '../../../main/trainer/launch'
import { StandardError } from '../../../main/trainer/standard-error'
import { stepDeadlines, type StepDeadlines } from '../../../main/trainer/steps'
import { temporaryFolder } from '../../fixtures/temporary'

const deadlines: StepDeadlines = { ...stepDeadlines, 'starting its process': 5000, 'reading the model': 300 }
const id = '20260714-094101-k3x9'
const told = { kind: 'snapshot progress', done: 1, of: 2 }

/** A process that tells these messages when it is given its job, and then never hears anything again. */
function deaf(messages: readonly object[]): Trainer {
  const program = join(temporaryFolder(), 'deaf.cjs')
  writeFileSync(program, `process.once('message', async () => {
    for (const message of ${JSON.stringify(messages)}) await new Promise((sent) => process.send(message, sent))
    for (;;) {}
  })`)
  const words = new StandardError()
  return { process: fork(program, [], { stdio: ['ignore', 'ignore', words.file, 'ipc'] }), words }
}

const started = (waiting: Trainer, onMessage: () => void = () => undefined) => launch(
  { kind: 'snapshot', store: temporaryFolder(), dataFolder: null, id, at: 'final', of: 'probe' }, onMessage,
  { waiting, deadlines }
)

describe('a job in a library that never returns', () => {
  it('is ended when its step has taken its time, by a sentence', async () => {
    const waiting = deaf([{ kind: 'step', step: 'loading TensorFlow' }, { kind: 'step', step: 'reading the model' }])
    const gone = once(waiting.process, 'exit')
    await expect(started(waiting).done).rejects.toThrow(
      /^Reading the model took more than 0.3 s without an end, so it was given up; see whether the disk still answers/
    )
    expect((await gone)[1]).toBe('SIGKILL')
  })

  it('that has shown progress takes as long as it takes, until it is ended', async () => {
    let shown = 0
    const job = started(deaf([{ kind: 'step', step: 'reading the model' }, told]), () => { shown += 1 })
    const late = new Promise((resolve) => { setTimeout(() => { resolve('still there') }, 900) })
    expect(await Promise.race([job.done, late])).toBe('still there')
    expect(shown).toBe(1)
    job.kill()
    await expect(job.done).rejects.toThrow(/^The training process was killed, .*\(SIGKILL\)/)
  })
})
