/** Answers one page's calls: validates, finds the handler, validates the answer. Both transports use it. */
import { version } from '../../package.json'
import {
  callSchema, dataSetNames, eventSchema, methodNames, methods, networkPresetNames,
  type MethodPath, type Reply, type ReplyOf, type RequestOf, type WorkbenchEvent
} from '../../preload/contract'
import { Failure, sentenceOf } from '../../preload/schema/failure'
import { comparedTrainings, continuedTrainings } from './compared-trainings'
import { presets } from '../engine/training/presets'
import { presentDataSets } from './datasets'
import { compactRun } from './compact'
import { setupReport } from './doctor'
import { estimate } from './estimate'
import { evaluateRun, storedRules } from './evaluation'
import { Follower } from './follow'
import { ModelArchives } from './model-archives'
import { ModelUploads } from './model-uploads'
import { confusion, disagreements } from './predictions'
import { deleteRun, listRuns, renameStoredRun, runDetail } from './runs'
import { stopRunSnapshot, takeRunSnapshot } from './snapshot'
import { startTraining, stopTraining } from './training'
import type { Workbench } from './workbench'

type Handlers = { [M in MethodPath]: (request: RequestOf<M>) => ReplyOf<M> | Promise<ReplyOf<M>> }

export class Session {
  readonly #handlers: Handlers
  readonly #follower: Follower
  readonly #archives = new ModelArchives()
  readonly #uploads: ModelUploads

  constructor(workbench: Workbench, emit: (event: WorkbenchEvent) => void) {
    const tell = (event: WorkbenchEvent): void => emit(eventSchema.parse(event))
    this.#follower = new Follower(workbench, tell)
    this.#uploads = new ModelUploads(workbench)
    this.#handlers = handlersFor(
      workbench,
      { follower: this.#follower, archives: this.#archives, uploads: this.#uploads },
      tell
    )
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
      const issue = parsed.error.issues[0]
      throw new Failure(`The request ${method} is not valid at "${issue.path.join('.')}": ${issue.message}.`)
    }
    const handler = this.#handlers[method] as (request: unknown) => unknown
    return reply.parse(await handler(parsed.data))
  }

  close(): void {
    this.#follower.close()
    this.#archives.close()
    this.#uploads.close()
  }
}

interface Parts { follower: Follower; archives: ModelArchives; uploads: ModelUploads }

function handlersFor(
  workbench: Workbench,
  { follower, archives, uploads }: Parts,
  emit: (event: WorkbenchEvent) => void
): Handlers {
  return {
    'application.about': () => ({
      version,
      storePath: workbench.store.path,
      findings: setupReport(),
      datasets: [...dataSetNames],
      networks: [...networkPresetNames],
      methods: [...methodNames]
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
    'training.presets': () => ({ presets: [...presets], present: presentDataSets(workbench) }),
    'training.estimate': ({ configuration }) => estimate(workbench, configuration),
    'training.start': async ({ configuration, name }) => ({
      id: (await startTraining(workbench, configuration, name)).id
    }),
    'training.stop': ({ id }) => {
      stopTraining(workbench, id)
      return {}
    },
    'evaluation.run': ({ id, at, rules, sweep }) =>
      evaluateRun(workbench, { id, at, rules, sweep, dataFolder: null }, (done, of) =>
        emit({ type: 'evaluation-progress', id, at, done, of })
      ),
    'evaluation.rules': ({ id, at }) => ({ rules: storedRules(workbench, id, at) }),
    'evaluation.confusion': ({ id, at, rule }) => ({ confusion: confusion(workbench, id, at, rule) }),
    'evaluation.disagreements': (request) => ({ disagreements: disagreements(workbench, request) }),
    'snapshots.take': async ({ id, at, of }) => ({
      snapshot: await takeRunSnapshot(workbench, { id, at, of, dataFolder: null }, (done, all) =>
        emit({ type: 'snapshot-progress', id, at, done, of: all })
      )
    }),
    'snapshots.stop': ({ id }) => {
      stopRunSnapshot(workbench, id)
      return {}
    },
    'exports.make': ({ id, at, format, compact }) => archives.make(workbench, id, at, format, compact),
    'exports.read': ({ archive, offset }) => ({ data: archives.read(archive, offset) }),
    'exports.discard': ({ archive }) => {
      archives.discard(archive)
      return {}
    },
    'imports.begin': ({ files }) => ({ upload: uploads.begin(files) }),
    'imports.write': ({ upload, file, offset, data }) => {
      uploads.write(upload, file, offset, Buffer.from(data, 'base64'))
      return {}
    },
    'imports.start': async ({ upload, ...request }) => ({ id: await uploads.start(upload, request) }),
    'imports.discard': ({ upload }) => {
      uploads.discard(upload)
      return {}
    },
    'pruning.defaults': ({ dataset, network, like }) => comparedTrainings(dataset, network, like),
    'pruning.continued': ({ id, like }) => ({
      variants: continuedTrainings(id, runDetail(workbench, id).detail.configuration, like)
    }),
    'pruning.compact': async ({ id, at, neverOn }) => ({ report: await compactRun(workbench, id, at, neverOn) })
  }
}
