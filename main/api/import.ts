/** Bringing models of other programs into the store: a model is inspected, and a run made of it when confirmed. */
import type { DataSetName, NetworkPresetName, Preprocessing } from '../../preload/schema/configuration'
import { Failure } from '../../preload/schema/failure'
import { duration } from '../../preload/schema/format'
import type { ImportInspection, ImportWishes } from '../../preload/schema/import-inspection'
import type { MatchedWeight, WeightMapping } from '../../preload/schema/weight-mapping'
import { launch } from '../trainer/launch'
import type { RunMessage } from '../trainer/messages'
import type { Step } from '../trainer/steps'
import { scratchFor } from './scratch'
import type { StartedTraining } from './training'
import type { Workbench } from './workbench'

export interface ImportRequest {
  path: string
  dataset: DataSetName
  /** Null for what the model says, or else what suits it best. */
  preprocessing: Preprocessing | null
  /** The network of weights that come without one. */
  preset: NetworkPresetName | null
  /** Which of the file's arrays is which of the preset's; null for a guess. */
  mapping: WeightMapping | null
  /** Where the data set's files lie; null for its own folder in the store. */
  dataFolder: string | null
}

/** Who is told of an import. */
export interface ImportListener {
  onStep?: (step: Step) => void
  onMessage?: (message: RunMessage) => void
}

/** A model that was read and checked, in a process that waits for what is to become of it. */
export interface InspectedImport {
  inspection: ImportInspection
  /**
   * Makes its run; resolves when the run's file is there.
   * @throws Failure when it cannot be made as wished, or the process is gone; then nothing is left behind
   */
  confirm: (wishes: ImportWishes) => Promise<StartedTraining>
  /** Nothing of it is kept. */
  cancel: () => void
}

/** Milliseconds in which a person decides; the process holds the model in memory for as long. */
const longestDecision = 3_600_000

/**
 * Inspects a model in a process of its own, which reads nothing of the file any more once it has.
 * @param signal ends it before it was inspected
 * @throws Failure when the file cannot be imported or does not fit the data; then nothing is left behind
 */
export async function inspectImport(
  { store, attachment, spare }: Workbench,
  request: ImportRequest,
  { onStep, onMessage }: ImportListener = {},
  signal?: AbortSignal
): Promise<InspectedImport> {
  const id = store.newId()
  const found = Promise.withResolvers<ImportInspection>()
  const created = Promise.withResolvers<true>()
  const { done, kill, confirm } = launch(
    { kind: 'import', id, store: store.path, scratch: scratchFor(store, null), ...request },
    (message) => {
      if (message.kind === 'inspected') return found.resolve(message.inspection)
      if (message.kind === 'created') created.resolve(true)
      onMessage?.(message)
    },
    { attachment, waiting: spare.take(), onStep, signal }
  )
  // Whoever waits for its next piece of news is told of a failure then.
  done.catch(() => undefined)
  const inspection = await orEnd(found.promise, done)
  const decision = new Decision(kill)
  return {
    inspection,
    confirm: async (wishes) => {
      decision.demandInTime()
      confirm({ kind: 'confirm', wishes })
      await orEnd(created.promise, done)
      return { id, done, kill }
    },
    cancel: () => decision.against()
  }
}

/**
 * Which of a file's arrays an import would take for which of the preset's.
 * @returns null of weights whose names say it themselves
 * @throws Failure like the import
 */
export async function matchWeights(
  { store }: Workbench,
  { path, dataset, preset, mapping, dataFolder }: ImportRequest & { preset: NetworkPresetName }
): Promise<MatchedWeight[] | null> {
  const { matched } = await launch({
    kind: 'match weights', store: store.path, dataFolder, path, dataset, preset, mapping
  }).done
  return matched
}

async function orEnd<T>(news: Promise<T>, done: Promise<unknown>): Promise<T> {
  return Promise.race([news, done.then(() => { throw new Failure('The import ended before it was asked to.') })])
}

/** What a person has an hour for. */
class Decision {
  readonly #kill: () => void
  readonly #timer: NodeJS.Timeout
  #isLate = false

  constructor(kill: () => void) {
    this.#kill = kill
    this.#timer = setTimeout(() => {
      this.#isLate = true
      kill()
    }, longestDecision).unref()
  }

  /** @throws Failure when there was none for too long */
  demandInTime(): void {
    clearTimeout(this.#timer)
    if (!this.#isLate) return
    throw new Failure(
      `The model was read more than ${duration(longestDecision / 1000)} ago, and is no longer held; import it again.`
    )
  }

  against(): void {
    clearTimeout(this.#timer)
    this.#kill()
  }
}
