/** Writes a stored checkpoint for other programs; with a report of what it costs. */
import { readCheckpoint, readEvaluations, type Checkpoint } from '../../db/checkpoints'
import { readingRun } from '../../db/open'
import { readWeightMasks } from '../../db/prunings'
import { runFilesAt } from '../../db/opened-file'
import { readRunRow, type RunRow } from '../../db/runs'
import { networkNameOf, scaleOf } from '../../preload/schema/configuration'
import type { ExportRecord, ExportReport } from '../../preload/schema/export'
import { preferredBackend } from '../engine/backends/preferred'
import { classNames, isPresent, locateData, openDataSet, preprocessingNumbers } from '../engine/datasets'
import { compactModel } from '../engine/pruning/compact'
import { masksFromStored, type WeightMasks } from '../engine/networks/weight-masks'
import { reportName, writeFolder } from '../export/folder'
import { formats } from '../export/formats'
import { jsonFile } from '../export/formats/format'
import { exportedModel, type ExportedModel, type Provenance } from '../export/model'
import { describePreprocessing } from '../export/preprocessing'
import { measuredReport } from './export-report'
import type { Job, Telling } from './jobs'

type ExportJob = Job<'export'>
interface StoredModel { run: RunRow; checkpoint: Checkpoint; testError: number | null; masks: WeightMasks }

export async function carryOutExport(job: ExportJob, tell: Telling<'export'>): Promise<ExportRecord> {
  tell({ kind: 'step', step: 'reading the run' })
  const stored = read(job, job.at)
  tell({ kind: 'step', step: 'reading the data' })
  const preprocessing = await preprocessingOf(job, stored.run)
  const { dataset } = stored.run.configuration
  const ofData = {
    preprocessing, classNames: classNames(dataset, locateData(job.place.folder, dataset, job.dataFolder))
  }
  const whole = modelOf(stored, ofData)
  const model = job.compact ? compacted(whole) : whole
  let report: ExportReport | null = null
  tell({ kind: 'step', step: 'working' })
  const files = await writeFolder(job.folder, formats[job.format](model), job.force, async (temporary, written) => {
    if (job.report === null) return []
    const before =
      job.report.before === null ? (job.compact ? whole : null) : modelOf(read(job, job.report.before), ofData)
    const { configuration } = stored.run
    const data = await openDataSet(
      configuration,
      locateData(job.place.folder, configuration.dataset, job.dataFolder),
      preferredBackend
    )
    report = await measuredReport(
      job.format,
      before,
      { model, folder: temporary, files: written },
      data.test,
      await preferredBackend()
    )
    return [jsonFile(reportName, report)]
  })
  return { at: job.at, format: job.format, folder: job.folder, files, report }
}

function read({ place, id }: ExportJob, at: string): StoredModel {
  return readingRun(runFilesAt(place).runPath(id), (database) => {
    const evaluation = readEvaluations(database, 0).evaluations.find((one) => one.at === at)
    return {
      run: readRunRow(database),
      checkpoint: readCheckpoint(database, at),
      testError: evaluation?.relu.error ?? null,
      masks: masksFromStored(readWeightMasks(database, at))
    }
  })
}

/** Without the data set's files a model is still written; its metadata says which numbers are missing. */
async function preprocessingOf(
  { place, dataFolder }: ExportJob,
  { configuration }: RunRow
): Promise<Provenance['preprocessing']> {
  const location = locateData(place.folder, configuration.dataset, dataFolder)
  const known = scaleOf(configuration.preprocessing) !== null || isPresent(configuration.dataset, location)
  return describePreprocessing(
    configuration,
    known ? await preprocessingNumbers(configuration, location, preferredBackend) : null
  )
}

function modelOf(
  { run, checkpoint, testError, masks }: StoredModel,
  ofData: Pick<Provenance, 'preprocessing' | 'classNames'>
): ExportedModel {
  const { id, name, configuration } = run
  const { method, dataset } = configuration
  return exportedModel(run.topology, checkpoint.weights, masks, {
    run: { id, name, method },
    checkpoint: checkpoint.name,
    epoch: checkpoint.epoch,
    dataset,
    network: networkNameOf(configuration),
    testError,
    ...ofData
  })
}

/** Masks are of kernels that it no longer has; those of its own say where its weights are zero. */
function compacted({ network, weights, masks, provenance }: ExportedModel): ExportedModel {
  const model = compactModel(network, weights)
  const kernels = [...model.weights].filter(([name]) => masks.has(name))
  return exportedModel(
    model.network,
    model.weights,
    new Map(kernels.map(([name, values]) => [name, Uint8Array.from(values, (value) => Number(value !== 0))])),
    provenance
  )
}
