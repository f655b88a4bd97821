/**
 * The service: the child process that answers every call, run by the project's own Node because neither SQLite nor
 * TensorFlow is loaded into Electron. When it dies, the calls it had are answered with a sentence and it is started
 * again; when it keeps dying, the sentence says so instead.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import type { Call, Reply, WorkbenchEvent } from '../../preload/contract'
import type { TrainingNews } from '../../preload/schema/queue'
import { serviceFrameSchema, unpacked, type ServiceRequest } from '../service/frames'

export interface ServiceProgram {
  /** Node of the project. */
  program: string
  parameters: string[]
  /** This process' own, unless told otherwise. */
  environment?: NodeJS.ProcessEnv
}

interface Pending {
  call: Call
  resolve: (reply: Reply) => void
}

type State =
  | { name: 'stopped' }
  | { name: 'starting' | 'ready'; child: ChildProcess }

const startsAllowed = 5
const startsAllowedWithinMilliseconds = 60_000

export const sentences = {
  died: 'The service that answers this window ended unexpectedly and was started again; repeat what you did.',
  keepsDying:
    'The service that answers this window keeps ending; ' +
    'run "npm run doctor" to see what is missing, then open Maskscope again.',
  malformed: 'The service answered in a form this window does not know; run "npm start" to build Maskscope again.'
} as const

const refusal = (call: Call, sentence: string): Reply => ({ call: call.call, outcome: 'error', sentence })

/** One service and its calls. Calls of several windows may carry the same number, so they are numbered anew here. */
export class Service {
  private state: State = { name: 'stopped' }
  private readonly pending = new Map<number, Pending>()
  private readonly startedAt: number[] = []
  /** Run files that pages look at, told again to a service that was started again. */
  private readonly opened = new Set<string>()
  private calls = 0
  private closed = false

  constructor(
    private readonly program: ServiceProgram,
    private readonly onEvent: (event: WorkbenchEvent) => void,
    private readonly onNews: (news: TrainingNews) => void = () => undefined,
    private readonly now: () => number = Date.now
  ) {}

  /** Answers a call; never rejects, because a failure is a reply too. */
  answer(call: Call): Promise<Reply> {
    if (this.state.name === 'stopped' && !this.start()) return Promise.resolve(refusal(call, sentences.keepsDying))
    return new Promise((resolve) => {
      this.calls += 1
      this.pending.set(this.calls, { call, resolve })
      if (this.state.name === 'ready') this.pass(this.calls, call)
    })
  }

  /** Lets pages look at a run file, by the name of its path. */
  open(path: string): void {
    this.opened.add(path)
    if (this.state.name === 'ready') this.say({ kind: 'open', path })
  }

  /** Starts the service before the first call needs it. @returns false when it has been started too often lately */
  start(): boolean {
    if (this.closed || !this.mayStart()) return false
    const child = spawn(this.program.program, this.program.parameters, {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: this.program.environment
    })
    this.state = { name: 'starting', child }
    child.on('message', (frame) => this.receive(frame))
    child.once('error', () => this.ended(child))
    child.once('exit', () => this.ended(child))
    return true
  }

  /** Ends the service with the application; trainings go on or stop as the service decides when its channel closes. */
  close(): void {
    this.closed = true
    if (this.state.name !== 'stopped' && this.state.child.connected) this.state.child.disconnect()
  }

  private mayStart(): boolean {
    const now = this.now()
    while (this.startedAt[0] !== undefined && now - this.startedAt[0] > startsAllowedWithinMilliseconds)
      this.startedAt.shift()
    if (this.startedAt.length >= startsAllowed) return false
    this.startedAt.push(now)
    return true
  }

  private pass(number: number, call: Call): void {
    this.say({ kind: 'call', call: { ...call, call: number } })
  }

  private say(request: ServiceRequest): void {
    // A channel that breaks while it is written to is told by the exit of the process.
    if (this.state.name !== 'stopped') this.state.child.send(request, () => {})
  }

  private receive(raw: unknown): void {
    const parsed = serviceFrameSchema.safeParse(unpacked(raw))
    if (!parsed.success) return this.refuseAll(sentences.malformed)
    const frame = parsed.data
    if (frame.kind === 'event') this.onEvent(frame.event)
    else if (frame.kind === 'news') this.onNews(frame.news)
    else if (frame.kind === 'reply') this.settle(frame.reply.call, frame.reply)
    else this.becameReady()
  }

  private becameReady(): void {
    if (this.state.name !== 'starting') return
    this.state = { name: 'ready', child: this.state.child }
    for (const path of this.opened) this.say({ kind: 'open', path })
    for (const [number, { call }] of this.pending) this.pass(number, call)
  }

  private settle(number: number, reply: Reply): void {
    const pending = this.pending.get(number)
    this.pending.delete(number)
    pending?.resolve({ ...reply, call: pending.call.call })
  }

  private refuseAll(sentence: string): void {
    for (const [number, { call }] of this.pending) this.settle(number, refusal(call, sentence))
  }

  private ended(child: ChildProcess): void {
    if (this.state.name === 'stopped' || this.state.child !== child) return
    this.state = { name: 'stopped' }
    if (this.closed) return this.refuseAll(sentences.died)
    const restarted = this.start()
    this.refuseAll(restarted ? sentences.died : sentences.keepsDying)
  }
}
