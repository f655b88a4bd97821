/** Publishes a run, which is written in a folder of this machine, into its store while it trains and at its end. */
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Publication } from '../../../db/publish'
import { Failure } from '../../../preload/schema/failure'
import { removeAbandonedPartials } from '../../files/partial-file'
import { makeTemporaryFolder } from '../../files/temporary-folder'
import { PublishingSchedule } from './schedule'
import type { PublicationAnswer } from './worker'

/** The built worker.ts, which lies beside this process' own program. */
const program = join(import.meta.dirname, 'publisher.js')

export class Publisher {
  /** Where the run's file is written. */
  readonly path: string
  readonly #to: string
  readonly #worker: Worker
  readonly #schedule = new PublishingSchedule()
  #first: boolean
  #underWay: Promise<string | null> | null = null

  /**
   * @param to where the store has the run's file
   * @param scratch a folder of this machine
   * @param run whether the store has it already
   * @throws Failure when nothing can be made in it
   */
  constructor(to: string, scratch: string, run: 'new' | 'gone on with') {
    this.#first = run === 'new'
    this.path = join(makeTemporaryFolder('run', scratch), basename(to))
    this.#to = to
    this.#worker = new Worker(program)
  }

  /** Puts the run into its store as written here. @throws Failure when it cannot be: it is to be abandoned then */
  async begin(): Promise<void> {
    removeAbandonedPartials(dirname(this.#to))
    const failure = await this.#publish()
    if (failure === null) return
    throw new Failure(`The run cannot be put into its store as ${this.#to} (${failure}); choose another with --store.`)
  }

  epochEnded(): void {
    this.#schedule.epochEnded()
  }

  want(): void {
    this.#schedule.want()
  }

  /** Due every second. What fails is tried again, and told at the end if it still fails. */
  look(): void {
    if (this.#underWay === null && this.#schedule.isDue(Date.now())) void this.#publish()
  }

  /** Publishes what the closed file holds, and removes it. @throws Failure that says where it lies instead */
  async end(): Promise<void> {
    await this.#underWay
    const failure = await this.#publish()
    await this.#worker.terminate()
    if (failure !== null)
      throw new Failure(`The run cannot be put into its store as ${this.#to} (${failure}); it is kept in ${this.path}.`)
    this.#leave()
  }

  /** Ends without leaving anything, where the run has not begun. */
  async abandon(): Promise<void> {
    await this.#worker.terminate()
    this.#leave()
  }

  #publish(): Promise<string | null> {
    this.#underWay = this.#publishNow().finally(() => { this.#underWay = null })
    return this.#underWay
  }

  async #publishNow(): Promise<string | null> {
    const began = Date.now()
    this.#schedule.began(began)
    const aliveUntil = new Date(this.#schedule.nextBy(began)).toISOString()
    const publication: Publication = { from: this.path, to: this.#to, first: this.#first, aliveUntil }
    const answered = once(this.#worker, 'message') as Promise<[PublicationAnswer]>
    this.#worker.postMessage(publication)
    const failure = await answered.then(([answer]) => answer, (error: unknown) => String(error))
    if (failure === null) this.#first = false
    this.#schedule.ended(Date.now())
    return failure
  }

  #leave(): void {
    rmSync(dirname(this.path), { recursive: true, force: true, maxRetries: 3 })
  }
}
