/** Asks the process that keeps networks in memory, which is started by the first question. */
import { fork, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../../../preload/schema/failure'
import type { RunPlace } from '../../../preload/schema/run-place'
import { withoutNotes } from '../native-notes'
import { endSentence } from '../process-end'
import { StandardError } from '../standard-error'
import { questions, toldSchema, type Answer, type Asked, type Given, type QuestionName, type Told } from './questions'

/** The built worker.ts, which lies beside this process' own program. */
const builtProgram = join(import.meta.dirname, 'network-process.js')

/** A network of millions of weights in memory that nobody looks at any more is given back. */
const idleMilliseconds = 5 * 60_000

interface Pending {
  number: number
  asker: Asker
  question: QuestionName
  given: unknown
  tell: (done: number, of: number) => void
  resolve: (value: unknown) => void
  reject: (reason: Error) => void
  /** Asked again, because the process had ended by itself in the very moment. */
  again: boolean
}

/** One question is with the process, others wait: of those only an asker's newest of its kind is worth an answer. */
interface Lane { current: Pending | null; waiting: Pending[] }

export class NetworkProcess {
  readonly #place: RunPlace
  readonly #program: string
  readonly #idle: number
  readonly #lanes: Record<'short' | 'long', Lane> = {
    short: { current: null, waiting: [] }, long: { current: null, waiting: [] }
  }
  #child: ChildProcess | null = null
  #asked = 0

  constructor(place: RunPlace, program = builtProgram, idle = idleMilliseconds) {
    this.#place = place
    this.#program = program
    this.#idle = idle
  }

  /** The process' id, while there is one. */
  get processId(): number | undefined {
    return this.#child?.pid
  }

  close(): void {
    const child = this.#child
    if (child === null) return
    this.#ended(child, new Failure('Maskscope is being closed.'))
    // It only reads.
    child.kill('SIGKILL')
  }

  ask(asker: Asker, question: QuestionName, given: unknown, tell: Pending['tell']): Promise<unknown> {
    const lane = this.#lanes[questions[question].long ? 'long' : 'short']
    if (questions[question].long) this.stop(asker)
    const isOlder = (pending: Pending): boolean => pending.asker === asker && pending.question === question
    for (const older of lane.waiting.filter(isOlder))
      older.reject(new Failure('A newer question took the place of this one.'))
    lane.waiting = lane.waiting.filter((pending) => !isOlder(pending))
    return new Promise((resolve, reject) => {
      lane.waiting.push({ number: ++this.#asked, asker, question, given, tell, resolve, reject, again: false })
      this.#next(lane)
    })
  }

  /** Ends an asker's long question after its current batch. */
  stop(asker: Asker): void {
    const { long } = this.#lanes
    for (const pending of long.waiting.filter((one) => one.asker === asker)) pending.resolve(null)
    long.waiting = long.waiting.filter((one) => one.asker !== asker)
    if (long.current?.asker === asker) this.#send({ kind: 'stop', number: long.current.number })
  }

  #next(lane: Lane): void {
    if (lane.current !== null) return
    lane.current = lane.waiting.shift() ?? null
    this.#keepAwake()
    if (lane.current === null) return
    const { number, question, given } = lane.current
    this.#send({ kind: 'ask', number, question, given })
  }

  #send(message: Asked): void {
    this.#child ??= this.#begun()
    this.#child.send(message, () => undefined)
  }

  #begun(): ChildProcess {
    const words = new StandardError()
    const child = fork(this.#program, [JSON.stringify(this.#place), String(this.#idle)], {
      stdio: ['ignore', 'ignore', words.file, 'ipc'],
      // Typed arrays as they are; both ends are the same Node.
      serialization: 'advanced'
    })
    child.on('message', (raw) => this.#hear(toldSchema.parse(raw)))
    child.once('error', (error) =>
      this.#ended(child, new Failure(`The process that computes could not be started (${error.message}).`)))
    child.once('exit', (code, signal) => this.#exited(child, code, signal, words.close()))
    return child
  }

  #hear(told: Told): void {
    const lane = Object.values(this.#lanes).find(({ current }) => current?.number === told.number)
    const pending = lane?.current
    if (!lane || !pending) return
    if (told.kind === 'progress') return pending.tell(told.done, told.of)
    lane.current = null
    if (told.kind === 'failed') pending.reject(new Failure(told.sentence, { kind: told.of }))
    else settle(pending, told.value)
    this.#next(lane)
  }

  #exited(child: ChildProcess, code: number | null, signal: NodeJS.Signals | null, lastWords: string): void {
    if (this.#child !== child) return
    if (code === 0) return this.#startAnew()
    const sentence = endSentence('The process that computes', { code, signal, lastWords }, 'repeat what you did')
    this.#ended(child, new Failure(sentence, { cause: withoutNotes(lastWords) }))
  }

  /** It had not been asked for a while and ended by itself: what it was asked in that moment is asked of another. */
  #startAnew(): void {
    this.#child = null
    for (const lane of Object.values(this.#lanes)) {
      const { current } = lane
      lane.current = null
      if (current?.again) current.reject(new Failure('The process that computes does not answer; repeat what you did.'))
      else if (current) lane.waiting.unshift({ ...current, again: true })
      this.#next(lane)
    }
  }

  /** The next question starts another. One that has been replaced has nothing left to end. */
  #ended(child: ChildProcess, failure: Failure): void {
    if (this.#child !== child) return
    this.#child = null
    for (const lane of Object.values(this.#lanes)) {
      const lost = [...(lane.current ? [lane.current] : []), ...lane.waiting]
      lane.current = null
      lane.waiting = []
      for (const { reject } of lost) reject(failure)
    }
  }

  /** While nothing is asked it must not keep alive whoever forgets to close it. */
  #keepAwake(): void {
    const child = this.#child
    if (child === null) return
    const asked = Object.values(this.#lanes).some(({ current }) => current !== null)
    if (asked) {
      child.ref()
      child.channel?.ref()
    } else {
      child.unref()
      child.channel?.unref()
    }
  }
}

/** A page or a command. What it asks anew takes the place of what it asked before. */
export class Asker {
  readonly #process: NetworkProcess

  constructor(process: NetworkProcess) {
    this.#process = process
  }

  /** @throws Failure when it cannot be answered, or a newer question took its place */
  ask<Q extends QuestionName>(
    question: Q, given: Given<Q>, tell: (done: number, of: number) => void = () => undefined
  ): Promise<Answer<Q>> {
    return this.#process.ask(this, question, given, tell) as Promise<Answer<Q>>
  }

  /** Ends its long question after the current batch. */
  stop(): void {
    this.#process.stop(this)
  }
}

function settle({ question, resolve, reject }: Pending, value: unknown): void {
  const reply = questions[question].reply.safeParse(value)
  if (reply.success) resolve(reply.data)
  else reject(reply.error)
}
