/** Answers one page's calls: validates, finds the handler, validates the answer. Both transports use it. */
import {
  callSchema,
  eventSchema,
  methods,
  type MethodPath,
  type Reply,
  type WorkbenchEvent
} from '../../preload/contract'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { Follower } from './follow'
import { handlersFor } from './handlers'
import type { Handlers } from './handlers/context'
import { ComparisonAsker } from './masks/comparisons/thread'
import { ModelArchives } from './model-archives'
import { ModelUploads } from './model-uploads'
import { Asker } from '../trainer/network-process/network-process'
import type { Workbench } from './workbench'
import { elementOf } from '../../preload/schema/element'

export class Session {
  readonly #handlers: Handlers
  readonly #follower: Follower
  readonly #archives = new ModelArchives()
  readonly #uploads: ModelUploads
  readonly #networks: Asker
  readonly #comparisons: ComparisonAsker

  constructor(workbench: Workbench, emit: (event: WorkbenchEvent) => void) {
    const tell = (event: WorkbenchEvent): void => emit(eventSchema.parse(event))
    this.#follower = new Follower(workbench, tell)
    this.#uploads = new ModelUploads(workbench)
    this.#networks = new Asker(workbench.networks)
    this.#comparisons = new ComparisonAsker(workbench.comparisons)
    this.#handlers = handlersFor({
      workbench, follower: this.#follower, archives: this.#archives, uploads: this.#uploads,
      networks: this.#networks, comparisons: this.#comparisons, emit: tell
    })
  }

  /** Never rejects: whatever goes wrong becomes a sentence in the reply. */
  async answer(raw: unknown): Promise<Reply> {
    const call = callSchema.safeParse(raw)
    if (!call.success)
      return { call: 0, outcome: 'error', sentence: 'The page sent a message that is not a call of the contract.' }
    const { call: number, method, request } = call.data
    try {
      return { call: number, outcome: 'value', value: await this.#run(method, request) }
    } catch (error) {
      return { call: number, outcome: 'error', sentence: sentenceOf(error) }
    }
  }

  async #run<M extends MethodPath>(method: M, raw: unknown): Promise<unknown> {
    const { request, reply } = methods[method]
    const parsed = request.safeParse(raw)
    if (!parsed.success) {
      const issue = elementOf(parsed.error.issues, 0)
      throw new Failure(`The request ${method} is not valid at "${issue.path.join('.')}": ${issue.message}.`)
    }
    const handler = this.#handlers[method] as (request: unknown) => unknown
    return reply.parse(await handler(parsed.data))
  }

  close(): void {
    this.#follower.close()
    this.#archives.close()
    this.#uploads.close()
    this.#networks.stop()
    this.#comparisons.stop()
  }
}
