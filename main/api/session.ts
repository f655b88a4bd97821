/** Answers one page's calls: validates, finds store and handler, validates the answer. Both transports use it. */
import {
  callSchema,
  eventSchema,
  methods,
  type Call,
  type Reply,
  type StoreName,
  type WorkbenchEvent
} from '../../preload/contract'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { CallsUnderWay } from './calls-under-way'
import { DataUploads } from './data-uploads'
import { Follower } from './follow'
import { handlersFor } from './handlers'
import type { Handlers } from './handlers/context'
import { ComparisonAsker } from './masks/comparisons/thread'
import { ExportArchives } from './export-archives'
import { ModelUploads } from './model-uploads'
import { Asker } from '../trainer/network-process/network-process'
import type { OpenedWorkbench } from './opened-workbench'
import { examineRuns } from './examined-runs'
import { RunUploads } from './run-uploads'
import { Stores } from './stores'
import { removeExpired } from './trash'
import { Workbench } from './workbench'
import { elementOf } from '../../preload/schema/element'

/** A store as this page looks at it. */
interface View { workbench: Workbench | OpenedWorkbench; handlers: Handlers; close: () => void }

export class Session {
  readonly #stores: Stores
  readonly #emit: (event: WorkbenchEvent) => void
  readonly #callsUnderWay = new CallsUnderWay()
  readonly #archives = new ExportArchives()
  readonly #uploads: ModelUploads
  readonly #runUploads: RunUploads
  readonly #dataUploads: DataUploads
  readonly #views = new Map<StoreName | undefined, View>()

  /** @param stores those that the pages of this process share */
  constructor(own: Workbench, emit: (event: WorkbenchEvent) => void, stores = new Stores(own)) {
    this.#stores = stores
    this.#emit = emit
    this.#uploads = new ModelUploads(own)
    this.#runUploads = new RunUploads(stores)
    this.#dataUploads = new DataUploads(own)
  }

  /** Never rejects: whatever goes wrong becomes a sentence in the reply. */
  async answer(raw: unknown): Promise<Reply> {
    const call = callSchema.safeParse(raw)
    if (!call.success)
      return { call: 0, outcome: 'error', sentence: 'The page sent a message that is not a call of the contract.' }
    const { call: number } = call.data
    try {
      const answer = await this.#callsUnderWay.run(call.data, (signal) => this.#run(call.data, signal))
      return answer === null
        ? { call: number, outcome: 'stopped' }
        : { call: number, outcome: 'value', value: answer.value }
    } catch (error) {
      return { call: number, outcome: 'error', sentence: sentenceOf(error) }
    }
  }

  async #run({ store, method, request: raw }: Call, signal: AbortSignal): Promise<unknown> {
    const definition = methods[method]
    const { access, request, reply } = definition
    const parsed = request.safeParse(raw)
    if (!parsed.success) {
      const issue = elementOf(parsed.error.issues, 0)
      throw new Failure(`The request ${method} is not valid at "${issue.path.join('.')}": ${issue.message}.`)
    }
    const { workbench, handlers } = await this.#view(store)
    if (access === 'writes') demandWritable(workbench)
    await examineRuns(workbench, method, parsed.data)
    const handler = handlers[method] as (request: unknown, signal: AbortSignal) => unknown
    const answer = (): unknown => handler(parsed.data, signal)
    const { computations } = this.#stores
    return reply.parse(await ('computes' in definition ? computations.run(this, answer) : answer()))
  }

  async #view(store: StoreName | undefined): Promise<View> {
    const workbench = await this.#stores.workbench(store)
    const view = this.#views.get(store) ?? this.#newView(store, workbench)
    this.#views.set(store, view)
    return view
  }

  #newView(store: StoreName | undefined, workbench: Workbench | OpenedWorkbench): View {
    const emit = (event: WorkbenchEvent): void =>
      this.#emit(eventSchema.parse(store === undefined ? event : { ...event, store }))
    const follower = new Follower(workbench, emit)
    const networks = new Asker(workbench.networks)
    const comparisons = new ComparisonAsker(workbench.comparisons)
    if (workbench instanceof Workbench) workbench.spare.prepare()
    const handlers = handlersFor({
      stores: this.#stores, workbench, writable: () => demandWritable(workbench), callsUnderWay: this.#callsUnderWay,
      follower, archives: this.#archives, uploads: this.#uploads, runUploads: this.#runUploads,
      dataUploads: this.#dataUploads, networks, comparisons, emit
    })
    const close = (): void => {
      follower.close()
      networks.stop()
      comparisons.stop()
    }
    return { workbench, handlers, close }
  }

  close(): void {
    this.#callsUnderWay.close()
    for (const view of this.#views.values()) view.close()
    this.#archives.close()
    this.#uploads.close()
    this.#runUploads.close()
    this.#dataUploads.close()
    // Not when a page is opened: it would wait.
    removeExpired(this.#stores.own)
  }
}

function demandWritable(workbench: Workbench | OpenedWorkbench): Workbench {
  if (workbench instanceof Workbench) return workbench
  throw new Failure(workbench.readOnly)
}
