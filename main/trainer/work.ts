/** How every job is carried out. Loads what the jobs load, so only the training process imports it. */
import { carryOutCompacting } from './compact'
import { carryOutEvaluation } from './evaluate'
import { carryOutExperiment } from './experiment'
import { carryOutExport } from './export'
import { carryOutImport } from './import'
import type { Job, JobKind, Outcome, Telling } from './jobs'
import { matchWeights } from './match-weights'
import { carryOutResumption } from './resume'
import { carryOutSnapshot } from './snapshot'
import { carryOutTraining } from './train'
import { writeDataSet } from './write-data'

/** Resolves to what is told last. */
type CarryOut<K extends JobKind> = (job: Job<K>, tell: Telling<K>) => Promise<Outcome<K>>

const work: { [K in JobKind]: CarryOut<K> } = {
  train: carryOutTraining,
  resume: carryOutResumption,
  evaluate: carryOutEvaluation,
  compact: async (job, tell) => ({ kind: 'compacted', report: await carryOutCompacting(job, tell) }),
  snapshot: async (job, tell) => ({ kind: 'snapshot taken', record: await carryOutSnapshot(job, tell) }),
  import: carryOutImport,
  'match weights': async (job, tell) => ({ kind: 'weights matched', matched: await matchWeights(job, tell) }),
  'write data': async (job, tell) => {
    await writeDataSet(job, tell)
    return { kind: 'data written', path: job.path }
  },
  export: async (job, tell) => ({ kind: 'exported', record: await carryOutExport(job, tell) }),
  experiment: carryOutExperiment
}

export function carryOut<K extends JobKind>(job: Job<K>, tell: Telling<K>): Promise<Outcome<K>> {
  return work[job.kind](job, tell)
}
