/** A process of its own that does training steps when it is told to: threads and backends are chosen once in one. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { givenEnvironment } from './given-environment'

/** Milliseconds a step, none when it is ready for the first; or why it cannot do any. */
type Answer = { milliseconds: number | null } | { why: string }

/** It cannot do steps; the message says why. */
export class CannotStep extends Error {}

export class StepProcess<Kind extends string> {
  readonly #child: ChildProcess

  private constructor(program: string, job: unknown, environment: NodeJS.ProcessEnv) {
    this.#child = fork(join(__dirname, program), [JSON.stringify(job)], {
      env: { ...givenEnvironment, ...environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc']
    })
  }

  /**
   * @param program beside the bench
   * @param job its argument, as JSON
   * @throws CannotStep
   */
  static async start<Kind extends string>(
    program: string, job: unknown, environment: NodeJS.ProcessEnv = {}
  ): Promise<StepProcess<Kind>> {
    const process = new StepProcess<Kind>(program, job, environment)
    await process.#heard()
    return process
  }

  /** @returns milliseconds a step @throws CannotStep, after which it is ended */
  async take(kind: Kind, steps: number): Promise<number> {
    this.#child.send({ kind, steps })
    return await this.#heard() ?? NaN
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect()
  }

  async #heard(): Promise<number | null> {
    const given = new AbortController()
    const { signal } = given
    try {
      const answer = await Promise.race([
        once(this.#child, 'message', { signal }).then(([message]) => message as Answer),
        once(this.#child, 'exit', { signal }).then(([code, ended]): Answer =>
          ({ why: `its process ended with ${String(code ?? ended)}` }))
      ])
      if ('milliseconds' in answer) return answer.milliseconds
      this.end()
      throw new CannotStep(answer.why)
    } finally {
      given.abort()
    }
  }
}

interface Asked<Kind> { kind: Kind; steps: number }

/** The other side: answers the process that started this one until that lets go. */
export async function answerSteps<Kind>(prepare: () => Promise<(kind: Kind) => Promise<void>>): Promise<void> {
  const say = (answer: Answer): void => void process.send?.(answer)
  const sayWhy = (error: unknown): void => say({ why: error instanceof Error ? error.message : String(error) })
  process.once('disconnect', () => process.exit(0))
  try {
    const step = await prepare()
    process.on('message', ({ kind, steps }: Asked<Kind>) => void timed(() => step(kind), steps).then(say, sayWhy))
    say({ milliseconds: null })
  } catch (error) {
    sayWhy(error)
  }
}

async function timed(step: () => Promise<void>, steps: number): Promise<{ milliseconds: number }> {
  const started = performance.now()
  for (let i = 0; i < steps; i++) await step()
  return { milliseconds: (performance.now() - started) / steps }
}
