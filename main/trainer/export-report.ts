/**
 * Measures a written model beside the one it was made from: the same runtime, the same process, pass by pass in turn.
 */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ExportFormatName, ExportReport } from '../../preload/schema/export'
import type { Backend } from '../engine/backends/backend'
import type { ExampleSource } from '../engine/datasets/dataset'
import { evaluate } from '../engine/evaluation/evaluate'
import { timePasses } from '../engine/evaluation/timing'
import { createExecutor, executorOn } from '../engine/executors'
import type { Executor } from '../engine/executors/executor'
import { reluSupport } from '../engine/support/forward'
import { supportLayout } from '../engine/support/layout'
import { writeFolder, type WrittenFile } from '../export/folder'
import { formats } from '../export/formats'
import { classNamesOf, type ExportedModel } from '../export/model'
import { figuresOf, type Measured } from '../export/report'
import { makeTemporaryFolder } from '../files/temporary-folder'

/**
 * Of each model and batch size: a second or two for the networks here, and a median that one slow pass does not move.
 */
const passes = 31

export interface WrittenModel { model: ExportedModel; folder: string; files: readonly WrittenFile[] }

/** @param before is written into a folder of its own for its bytes, and removed */
export async function measuredReport(
  format: ExportFormatName,
  before: ExportedModel | null,
  after: WrittenModel,
  test: ExampleSource,
  backend: Backend
): Promise<ExportReport> {
  const temporary = makeTemporaryFolder('report')
  try {
    const folder = join(temporary, 'before')
    const written =
      before === null
        ? []
        : [{ model: before, folder, files: await writeFolder(folder, formats[format](before), false) }]
    const models = [...written, after]
    const measured = await measure(
      models.map(({ model }) => model),
      test,
      backend
    )
    const figures = await Promise.all(
      models.map(({ model, folder: place, files }, i) => figuresOf(model, place, files, measured[i]))
    )
    return {
      format,
      runtime: `${backend.name} ${backend.version}`,
      classNames: classNamesOf(after.model),
      before: figures.length === 2 ? figures[0] : null,
      after: figures[figures.length - 1]
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

async function measure(
  models: readonly ExportedModel[],
  test: ExampleSource,
  backend: Backend
): Promise<Measured[]> {
  const kind = executorOn('graph', backend)
  const executors: Executor[] = []
  try {
    for (const { network, weights } of models)
      executors.push(await createExecutor(kind, backend, network, weights, 0, []))
    const times = await timePasses(executors, test, passes)
    const measured: Measured[] = []
    for (const [i, executor] of executors.entries()) {
      const { error } = await evaluate(executor, test, reluSupport(supportLayout(models[i].network).layers.length))
      measured.push({ millisecondsPerImage: times[i], error })
    }
    return measured
  } finally {
    for (const executor of executors) executor.dispose()
  }
}
