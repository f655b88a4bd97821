/** A process of its own that does training steps when it is told to: threads and backends are chosen once in one. */
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { givenEnvironment } from './given-environment'

/** What it says when it can do steps, and when it cannot: why. */
export type Greeting = { ready: true } | { ready: false; why: string }

/** It could not be made ready. */
export class NotReady extends Error {}

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
   * @throws NotReady with the reason when it cannot do steps
   */
  static async start<Kind extends string>(
    program: string, job: unknown, environment: NodeJS.ProcessEnv = {}
  ): Promise<StepProcess<Kind>> {
    const process = new StepProcess<Kind>(program, job, environment)
    const greeting = await process.#heard<Greeting>()
    if (greeting.ready) return process
    process.end()
    throw new NotReady(greeting.why)
  }

  /** @returns milliseconds a step */
  async take(kind: Kind, steps: number): Promise<number> {
    this.#child.send({ kind, steps })
    return this.#heard<number>()
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect()
  }

  /** @throws NotReady when it ends instead of answering */
  async #heard<T>(): Promise<T> {
    const given = new AbortController()
    const { signal } = given
    try {
      return await Promise.race([
        once(this.#child, 'message', { signal }).then(([message]) => message as T),
        once(this.#child, 'exit', { signal }).then(([code, ended]) => {
          throw new NotReady(`its process ended with ${String(code ?? ended)}`)
        })
      ])
    } finally {
      given.abort()
    }
  }
}

interface Asked<Kind> { kind: Kind; steps: number }

/** The other side: answers the process that started this one until that lets go. */
export async function answerSteps<Kind>(prepare: () => Promise<(kind: Kind) => Promise<void>>): Promise<void> {
  const say = (message: Greeting | number): void => void process.send?.(message)
  process.once('disconnect', () => process.exit(0))
  try {
    const step = await prepare()
    process.on('message', ({ kind, steps }: Asked<Kind>) => void timed(() => step(kind), steps).then(say))
    say({ ready: true })
  } catch (error) {
    say({ ready: false, why: error instanceof Error ? error.message : String(error) })
  }
}

async function timed(step: () => Promise<void>, steps: number): Promise<number> {
  const started = performance.now()
  for (let i = 0; i < steps; i++) await step()
  return (performance.now() - started) / steps
}
