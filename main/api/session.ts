/** Answers one page's calls: validates, finds the handler, validates the answer. Both transports use it. */
import { version } from '../../package.json'
import {
  callSchema, dataSetNames, eventSchema, methodNames, methods, networkPresetNames,
  type MethodPath, type Reply, type ReplyOf, type RequestOf, type WorkbenchEvent
} from '../../preload/contract'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { setupReport } from './doctor'
import { estimate } from './estimate'
import { evaluateRun } from './evaluation'
import { Follower } from './follow'
import { presets } from './presets'
import { deleteRun, listRuns, renameStoredRun, runDetail } from './runs'
import { startTraining, stopTraining } from './training'
import type { Workbench } from './workbench'

type Handlers = { [M in MethodPath]: (request: RequestOf<M>) => ReplyOf<M> | Promise<ReplyOf<M>> }

export class Session {
  readonly #handlers: Handlers
  readonly #follower: Follower

  constructor(workbench: Workbench, emit: (event: WorkbenchEvent) => void) {
    this.#follower = new Follower(workbench, (event) => emit(eventSchema.parse(event)))
    this.#handlers = handlersFor(workbench, this.#follower)
  }

  /** Never rejects: whatever goes wrong becomes a sentence in the reply. */
  async answer(raw: unknown): Promise<Reply> {
    const call = callSchema.safeParse(raw)
    if (!call.success) return { call: 0, outcome: 'error', sentence: 'The page sent a message that is not a call of the contract.' }
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
      const issue = parsed.error.issues[0]
      throw new Failure(`The request ${method} is not valid at "${issue.path.join('.')}": ${issue.message}.`)
    }
    const handler = this.#handlers[method] as (request: unknown) => unknown
    return reply.parse(await handler(parsed.data))
  }

  close(): void {
    this.#follower.close()
  }
}

function handlersFor(workbench: Workbench, follower: Follower): Handlers {
  return {
    'application.about': () => ({
      version, storePath: workbench.store.path, findings: setupReport(),
      datasets: [...dataSetNames], networks: [...networkPresetNames], methods: [...methodNames]
    }),
    'runs.list': () => {
      follower.watchList()
      return { runs: listRuns(workbench) }
    },
    'runs.detail': ({ id }) => runDetail(workbench, id),
    'runs.follow': ({ id, cursor }) => {
      follower.follow(id, cursor)
      return {}
    },
    'runs.unfollow': ({ id }) => {
      follower.unfollow(id)
      return {}
    },
    'runs.rename': ({ id, name }) => {
      renameStoredRun(workbench, id, name)
      return {}
    },
    'runs.delete': ({ id }) => {
      deleteRun(workbench, id)
      return {}
    },
    'training.presets': () => ({ presets }),
    'training.estimate': ({ configuration }) => estimate(workbench, configuration),
    'training.start': async ({ configuration, name }) => ({ id: (await startTraining(workbench, configuration, name)).id }),
    'training.stop': ({ id }) => {
      stopTraining(workbench, id)
      return {}
    },
    'evaluation.run': async ({ id, at }) => ({ evaluation: await evaluateRun(workbench, id, at, false) })
  }
}
